package picture_test

import (
	"bytes"
	"image"
	"testing"

	"github.com/reverie-image/reverie/shared/picture/picturetest"
)

// TestUnchangedJPEGHasNothingHidden: of a file that nothing was done to, segments
// of kinds that say nothing about pixels, bytes between segments and filling are
// not passed on. Many decoders refuse some of them.
func TestUnchangedJPEGHasNothingHidden(t *testing.T) {
	src := photoJPEG(67, 45)
	at := bytes.Index(src, []byte{0xff, 0xc4})
	hidden := bytes.Join([][]byte{
		src[:at], picturetest.Segment(0x1e, []byte("SECRET")...), picturetest.Segment(0xf5, []byte("SECRET")...),
		[]byte("SECRET"), bytes.Repeat([]byte{0xff}, 30), src[at:],
	}, nil)
	out, _ := encode(t, decode(t, hidden))
	if bytes.Contains(out, []byte("SECRET")) || len(out) > len(src)+30 {
		t.Errorf("%d bytes of %d: %q", len(out), len(src), out[:200])
	}
	m, _, err := image.Decode(bytes.NewReader(out))
	if err != nil {
		t.Fatal(err)
	}
	if psnr := picturetest.PSNR(m, pixels(t, src)); psnr < exact {
		t.Errorf("%.1f dB", psnr)
	}
}
