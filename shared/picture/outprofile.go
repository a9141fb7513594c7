package picture

import (
	"bytes"
	"compress/zlib"
	"image"
	"image/gif"
	"io"
)

// maxProfile bounds a profile that is inflated: real ones have some kilobytes,
// those with tables for printing a few megabytes.
const maxProfile = 4 << 20

// carryProfile gives a format that is not PNG the colour profile of one that
// is: there it is compressed. One that is damaged or huge is dropped, as those
// who show the picture would.
func (p *Picture) carryProfile(f Format) {
	body := p.head.meta.pngICC
	if f == PNG || body == nil {
		return
	}
	p.head.meta.pngICC = nil
	name := bytes.IndexByte(body, 0)
	if name < 0 || name+2 > len(body) || body[name+1] != 0 {
		return
	}
	z, err := zlib.NewReader(bytes.NewReader(body[name+2:]))
	if err != nil {
		return
	}
	icc, err := io.ReadAll(io.LimitReader(z, maxProfile+1))
	if err != nil || len(icc) > maxProfile {
		return
	}
	_, gray := p.still.(*image.Gray)
	if len(icc) >= 20 && (string(icc[16:20]) == "GRAY") == gray {
		p.head.meta.icc = icc
	}
}

// single is an animation of one frame.
func single(m *image.Paletted) *gif.GIF {
	return &gif.GIF{
		Image: []*image.Paletted{m}, Delay: []int{0}, Disposal: []byte{gif.DisposalNone},
		Config: image.Config{Width: m.Rect.Dx(), Height: m.Rect.Dy()},
	}
}
