package draw

import (
	"crypto/sha256"
	"encoding/hex"
	"image"
	"image/png"
	"math/rand/v2"
	"os"
	"slices"
	"testing"
)

func picture(class int, seed uint64, size int) *image.NRGBA {
	return Draw(class, rand.New(rand.NewPCG(seed, 7)), size)
}

func TestEveryClassAtEverySize(t *testing.T) {
	for c, name := range Classes() {
		for _, size := range []int{1, 8, 32, 72, 108} {
			for seed := range uint64(6) {
				img := picture(c, seed, size)
				if img.Rect.Dx() != size || img.Rect.Dy() != size {
					t.Fatalf("%s at %d: %v", name, size, img.Rect)
				}
				if !img.Opaque() {
					t.Fatalf("%s at %d, seed %d: not opaque", name, size, seed)
				}
			}
		}
	}
}

func TestClassesAreDistinct(t *testing.T) {
	names := Classes()
	slices.Sort(names)
	if len(slices.Compact(names)) != len(classes) {
		t.Fatal("two classes have one name")
	}
	seen := map[[32]byte]string{}
	for c, name := range Classes() {
		for seed := range uint64(3) {
			sum := sha256.Sum256(picture(c, seed, 48).Pix)
			if other, found := seen[sum]; found {
				t.Errorf("%s and %s are one picture", name, other)
			}
			seen[sum] = name
		}
	}
}

// TestBytesStay holds the pictures still: trained weights are to come out the
// same from the same seed. A change of the drawing changes the hash, on purpose.
func TestBytesStay(t *testing.T) {
	const want = "a5c7c5b307d787f93e0b6ea21fd6496ca5c6f8fc7a6ada48305d013d822162b2"
	sum := sha256.Sum256(Sheet(1, 2, 48).Pix)
	again := sha256.Sum256(Sheet(1, 2, 48).Pix)
	if sum != again {
		t.Fatal("two runs differ")
	}
	if got := hex.EncodeToString(sum[:]); got != want {
		t.Errorf("sheet is %s, want %s", got, want)
	}
}

func BenchmarkDraw(b *testing.B) {
	for c, name := range Classes() {
		b.Run(name, func(b *testing.B) {
			for i := range b.N {
				picture(c, uint64(i), 108)
			}
		})
	}
}

func TestWriteSheet(t *testing.T) {
	path := os.Getenv("SHEET")
	if path == "" {
		t.Skip("SHEET names no file")
	}
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := png.Encode(f, Sheet(1, 8, 108)); err != nil {
		t.Fatal(err)
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
}
