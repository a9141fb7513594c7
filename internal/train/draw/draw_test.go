package draw

import (
	"crypto/sha256"
	"encoding/hex"
	"image"
	"math/rand/v2"
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
	const want = "b919c63b5052ac208c8ce47c58e6bc3c8fe6c40e1e6c49217d64a8b581c3f0fd"
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
