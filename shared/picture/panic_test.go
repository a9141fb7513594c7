package picture_test

import (
	"strings"
	"testing"

	"github.com/reverie-image/reverie/shared/fault"
	"github.com/reverie-image/reverie/shared/picture/picturetest"
)

// TestPanicInABand: a converter's function panics in whichever goroutine has its
// rows; that is a failed conversion with a cause.
func TestPanicInABand(t *testing.T) {
	for name, data := range map[string][]byte{
		"pixels": picturetest.PNG(picturetest.Photo(20, 700)),
		"planes": picturetest.JPEG(picturetest.Photo(20, 700), 90),
	} {
		calls := make(chan struct{}, 1)
		err := decode(t, data).MapColors(ctx, func(r, g, b uint8) (uint8, uint8, uint8) {
			if r != g { // not one of those that tell what it does to grays
				select {
				case calls <- struct{}{}:
				default:
					panic("a converter's fault")
				}
			}
			return r, g, b
		})
		if !fault.Is(err, fault.ConversionFailed) || !strings.Contains(err.Error(), "panic_test.go") {
			t.Errorf("%s: %v", name, err)
		}
	}
}
