package draw

import (
	"crypto/sha256"
	"encoding/hex"
	"image"
	"math/rand/v2"
	"runtime"
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
	const want = "b8cb12a9d53577cf41e018789ba46eaa0af689962c041b3011a94259b64c0e11"
	sum := sha256.Sum256(Sheet(1, 2, 48).Pix)
	again := sha256.Sum256(Sheet(1, 2, 48).Pix)
	if sum != again {
		t.Fatal("two runs differ")
	}
	// Other architectures round math's functions otherwise, in their last bit.
	if got := hex.EncodeToString(sum[:]); runtime.GOARCH == "amd64" && got != want {
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
