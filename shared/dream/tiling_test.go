package dream

import (
	"errors"
	"testing"
)

// TestTile: the first way to cut a picture that fits is found, and few are
// looked at.
func TestTile(t *testing.T) {
	b := Border{Whole: 64, Overlap: 160}
	for _, size := range [][2]int{{1, 1}, {640, 480}, {1633, 1225}, {16383, 1}, {1, 16383}, {16383, 244}, {9000, 5500}} {
		for _, most := range []int{300 * 300, 512 * 512, 1 << 20, 1 << 40} {
			asked := 0
			fits := func(w, h int) (bool, error) { asked++; return w*h <= most, nil }
			got, err := Tile(size[0], size[1], b, fits)
			if err != nil {
				t.Fatalf("%v: %v", size, err)
			}
			if asked > 12 {
				t.Errorf("%v: %d sizes of windows looked at", size, asked)
			}
			if want := oneByOne(size[0], size[1], b, most); got != want {
				t.Errorf("%v in %d pixels: %v, want %v", size, most, got, want)
			}
		}
	}
}

// oneByOne is Tile as its description has it.
func oneByOne(w, h int, b Border, most int) Tiling {
	t := Tiling{w, h, w, h, b.Whole}
	for nx, ny := 1, 1; ; {
		if x, y := t.Window(); x*y <= most {
			return t
		}
		t.Border = b.Overlap
		if t.TileW >= t.TileH {
			nx++
		} else {
			ny++
		}
		t.TileW, t.TileH = align((w+nx-1)/nx), align((h+ny-1)/ny)
	}
}

func TestTileThatNeverFits(t *testing.T) {
	never := func(int, int) (bool, error) { return false, nil }
	if got, err := Tile(1000, 16383, Border{}, never); !errors.Is(err, ErrTooLarge) {
		t.Errorf("%v, %v", got, err)
	}
	if got, err := Tile(10, 10, Border{}, never); !errors.Is(err, ErrTooLarge) {
		t.Errorf("a picture smaller than the smallest tile: %v, %v", got, err)
	}
	broken := errors.New("broken")
	if _, err := Tile(1000, 1000, Border{}, func(w, _ int) (bool, error) { return false, broken }); !errors.Is(err, broken) {
		t.Errorf("%v, want the network's error", err)
	}
}
