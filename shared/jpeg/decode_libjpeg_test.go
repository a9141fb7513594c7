package jpeg

import (
	"bytes"
	"context"
	"fmt"
	"image"
	"strings"
	"testing"
)

// TestDecodeIsLibjpeg compares with djpeg's accurate transform, with and without
// its interpolation of chroma: kinds of file that the standard library does not
// take among them. A step in a plane is up to two in a colour, and the planes of
// both may be one off the exact transform.
func TestDecodeIsLibjpeg(t *testing.T) {
	ctx := context.Background()
	for _, args := range []string{
		"-quality 92", "-quality 92 -progressive", "-quality 40 -sample 2x1 -progressive", "-quality 92 -sample 1x1 -restart 1",
		"-quality 92 -sample 1x2", "-quality 92 -sample 4x1", "-quality 92 -sample 3x1,1x1,1x1 -progressive",
		"-quality 92 -sample 2x2,2x1,1x2", "-quality 92 -sample 1x1,2x2,2x2", "-quality 92 -sample 1x4,1x1,1x2", "-quality 92 -sample 2x2 -rgb",
	} {
		for _, size := range [][2]int{{131, 94}, {16, 16}, {5, 70}} {
			t.Run(fmt.Sprint(args, size), func(t *testing.T) {
				data := cjpeg(t, size[0], size[1], strings.Fields(args)...)
				m, err := Decode(ctx, data, DecodeOptions{})
				if err != nil {
					t.Fatal(err)
				}
				for _, smooth := range []bool{false, true} {
					got, ok := m.(*image.NRGBA)
					if ycc, planes := m.(*image.YCbCr); planes {
						if smooth && ycc.SubsampleRatio == image.YCbCrSubsampleRatio444 {
							continue // in the file they are not: repeated already
						}
						if got, err = NRGBA(ctx, ycc, smooth); err != nil {
							t.Fatal(err)
						}
					} else if !ok || smooth {
						continue
					}
					option := "-nosmooth"
					if smooth {
						option = "-onepass" // says nothing more about a JPEG's colours
					}
					ppm := tool(t, data, "djpeg", "-dct", "int", "-ppm", option)
					for range 3 {
						ppm = ppm[bytes.IndexByte(ppm, '\n')+1:]
					}
					worst := 0
					for i := range ppm {
						d := int(ppm[i]) - int(got.Pix[i/3*4+i%3])
						worst = max(worst, d, -d)
					}
					if worst > 6 {
						t.Errorf("smooth %v: differs by up to %d", smooth, worst)
					}
				}
			})
		}
	}
}
