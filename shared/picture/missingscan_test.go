package picture

import (
	"bytes"
	"testing"

	"github.com/reverie-image/reverie/shared/fault"
	"github.com/reverie-image/reverie/shared/picture/picturetest"
)

// A JPEG may have a scan for each component. One that is closed before the last
// of them has come decodes to a picture without its colours.
func TestAComponentWithoutAScan(t *testing.T) {
	whole := picturetest.Components(picturetest.Planes(picturetest.Photo(40, 30)), "\x01\x02\x03", 1, 90)
	if _, err := Inspect(whole, DefaultLimits()); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		whole = append(bytes.Clone(whole[:bytes.LastIndex(whole, []byte{0xff, 0xda})]), 0xff, 0xd9)
		if _, err := Inspect(whole, DefaultLimits()); !fault.Is(err, fault.CorruptImage) {
			t.Errorf("got %v, want a corrupt image", err)
		}
	}
}
