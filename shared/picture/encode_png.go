package picture

import (
	"bytes"
	"compress/zlib"
	"context"
	"image"

	"github.com/reverie-image/reverie/shared/png"
)

// readPNG decodes a file and remembers how it was written.
func (p *Picture) readPNG(ctx context.Context, data []byte, lim Limits) error {
	im, err := png.Decode(ctx, data, png.Limits{
		Side: lim.Side, Pixels: lim.Pixels, Frames: lim.Frames, FramePixels: lim.FramePixels,
	})
	if err != nil {
		return err
	}
	p.still = im.Pixels
	if a := im.Animation; a != nil {
		p.still, p.film = a.Strip, newFilm(im)
		p.film.pad(p.still)
	}
	p.head.png.key = im.Key
	if im.Color != png.Palette && im.Depth >= 8 {
		p.head.png.filters = im.Filters
	} else if p.film != nil {
		p.film.unfiltered()
	}
	return nil
}

// writePNG writes the picture as the type of PNG that it came in, or that it
// has become.
func (p *Picture) writePNG(ctx context.Context) ([]byte, error) {
	im, err := p.pngImage(ctx)
	if err != nil {
		return nil, err
	}
	return png.Encode(ctx, im)
}

func (p *Picture) pngImage(ctx context.Context) (*png.Image, error) {
	from := p.head.png
	im := &png.Image{Pixels: p.still, Filters: from.filters, Key: from.key, Fewer: p.few}
	im.Depth = p.head.Depth
	switch p.still.(type) {
	case *image.Gray, *image.Gray16, *image.Paletted, *image.NRGBA, *image.NRGBA64:
	default:
		m, err := p.nrgba(ctx)
		if err != nil {
			return nil, err
		}
		im.Pixels = m
	}
	switch alpha := p.head.Alpha && from.key == nil; {
	case from.color == png.Palette:
		im.Color = png.Palette
	case p.isGray() && alpha:
		im.Color = png.GrayAlpha
	case p.isGray():
		im.Color = png.Gray
	case alpha:
		im.Color = png.RGBA
	default:
		im.Color = png.RGB
	}
	if p.film != nil {
		im.Pixels, im.Animation = p.partOf(p.film.parts[0]), p.animation()
	}
	im.Chunks = p.pngMetadata(im.Color.IsGray())
	return im, nil
}

// pngMetadata is what is kept, in an order that PNG allows.
func (p *Picture) pngMetadata(gray bool) (chunks []png.Chunk) {
	meta := p.head.meta
	switch {
	case meta.pngICC != nil:
		chunks = append(chunks, png.Chunk{Name: "iCCP", Body: meta.pngICC})
	case len(meta.icc) >= 20 && (string(meta.icc[16:20]) == "GRAY") == gray && string(meta.icc[16:20]) != "CMYK":
		var z bytes.Buffer
		z.WriteString("icc\x00\x00")
		zw := zlib.NewWriter(&z)
		_, _ = zw.Write(meta.icc)
		_ = zw.Close()
		chunks = append(chunks, png.Chunk{Name: "iCCP", Body: z.Bytes()})
	}
	for _, c := range meta.chunks {
		if c.Name == "sRGB" && len(chunks) > 0 && chunks[0].Name == "iCCP" {
			continue // the two exclude each other
		}
		chunks = append(chunks, c)
	}
	if d := meta.density; d != nil {
		if x, y, perMetre := d.phys(); perMetre || x != y { // square is what none means
			chunks = append(chunks, png.Chunk{Name: "pHYs", Body: physChunk(x, y, perMetre)})
		}
	}
	if p.head.Orientation > 1 {
		chunks = append(chunks, png.Chunk{Name: "eXIf", Body: exifWith(p.head.Orientation)})
	}
	if meta.text != "" {
		chunks = append(chunks, png.Chunk{Name: "iTXt", Body: pngText(meta.text)})
	}
	return chunks
}
