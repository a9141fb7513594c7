package picture

import (
	"bytes"
	"compress/zlib"
	"context"
	"encoding/binary"
	"hash/crc32"
	"image"
	"image/color"
	"io"
)

// pngLayout is how the rows of a picture are written.
type pngLayout struct {
	colour, depth byte
	bytes         int // a pixel, at least 1: the distance that filters look back
	row           func(y int, dst []byte)
	rowBytes      int
	palette       color.Palette
}

// writePNG is an encoder of its own, since the standard library's writes no
// gray with alpha, no side information, and drops alpha that is all opaque.
func (p *Picture) writePNG(ctx context.Context, w io.Writer) error {
	l := layoutPNG(p.still, p.gray, p.head.Alpha)
	b := p.bounds()
	if _, err := io.WriteString(w, pngSignature); err != nil {
		return err
	}
	ihdr := binary.BigEndian.AppendUint32(nil, uint32(b.Dx()))
	ihdr = binary.BigEndian.AppendUint32(ihdr, uint32(b.Dy()))
	chunks := []pngChunk{{"IHDR", append(ihdr, l.depth, l.colour, 0, 0, 0)}}
	chunks = append(chunks, p.pngMetadata(l.colour)...)
	chunks = append(chunks, l.paletteChunks()...)
	for _, c := range chunks {
		if err := writeChunk(w, c); err != nil {
			return err
		}
	}
	if err := l.writeData(ctx, w, b.Dy()); err != nil {
		return err
	}
	return writeChunk(w, pngChunk{"IEND", nil})
}

// pngMetadata is what is kept, in an order that PNG allows.
func (p *Picture) pngMetadata(colour byte) (chunks []pngChunk) {
	meta := p.head.meta
	gray := colour == pngGray || colour == pngGrayAlpha
	switch {
	case meta.pngICC != nil:
		chunks = append(chunks, pngChunk{"iCCP", meta.pngICC})
	case len(meta.icc) >= 20 && (string(meta.icc[16:20]) == "GRAY") == gray && string(meta.icc[16:20]) != "CMYK":
		var z bytes.Buffer
		z.WriteString("icc\x00\x00")
		zw := zlib.NewWriter(&z)
		_, _ = zw.Write(meta.icc)
		_ = zw.Close()
		chunks = append(chunks, pngChunk{"iCCP", z.Bytes()})
	}
	for _, c := range meta.chunks {
		if c.name == "sRGB" && len(chunks) > 0 && chunks[0].name == "iCCP" {
			continue // the two exclude each other
		}
		chunks = append(chunks, c)
	}
	if p.head.Orientation > 1 {
		chunks = append(chunks, pngChunk{"eXIf", exifWith(p.head.Orientation)})
	}
	if meta.text != "" {
		chunks = append(chunks, pngChunk{"iTXt", pngText(meta.text)})
	}
	return chunks
}

func writeChunk(w io.Writer, c pngChunk) error {
	b := binary.BigEndian.AppendUint32(make([]byte, 0, len(c.body)+12), uint32(len(c.body)))
	b = append(append(b, c.name...), c.body...)
	b = binary.BigEndian.AppendUint32(b, crc32.ChecksumIEEE(b[4:]))
	_, err := w.Write(b)
	return err
}

// chunkWriter writes what it is given as IDAT chunks.
type chunkWriter struct{ w io.Writer }

func (c chunkWriter) Write(b []byte) (int, error) {
	if err := writeChunk(c.w, pngChunk{"IDAT", b}); err != nil {
		return 0, err
	}
	return len(b), nil
}

func layoutPNG(img image.Image, gray, alpha bool) pngLayout {
	w := img.Bounds().Dx()
	switch m := img.(type) {
	case *image.Gray:
		return pngLayout{colour: pngGray, depth: 8, bytes: 1, rowBytes: w,
			row: func(y int, dst []byte) { copy(dst, m.Pix[y*m.Stride:]) }}
	case *image.Gray16:
		return pngLayout{colour: pngGray, depth: 16, bytes: 2, rowBytes: 2 * w,
			row: func(y int, dst []byte) { copy(dst, m.Pix[y*m.Stride:]) }}
	case *image.Paletted:
		return layoutPalette(m)
	case *image.NRGBA:
		return layoutChannels(gray, alpha || !m.Opaque(), w, 1, m.Pix, m.Stride)
	case *image.NRGBA64:
		return layoutChannels(gray, alpha || !m.Opaque(), w, 2, m.Pix, m.Stride)
	}
	read := readRows(img)
	line := make([]byte, 4*w)
	l := layoutChannels(false, false, w, 1, line, 0)
	inner := l.row
	l.row = func(y int, dst []byte) { read(y, line); inner(0, dst) }
	return l
}

// layoutChannels takes from pixels of four channels of size bytes those that
// the colour type has.
func layoutChannels(gray, alpha bool, w, size int, pix []byte, stride int) pngLayout {
	l := pngLayout{colour: pngRGB, depth: byte(8 * size), bytes: 3 * size}
	take := []int{0, 1, 2}
	switch {
	case gray && alpha:
		l.colour, l.bytes, take = pngGrayAlpha, 2*size, []int{0, 3}
	case gray:
		l.colour, l.bytes, take = pngGray, size, []int{0}
	case alpha:
		l.colour, l.bytes, take = pngRGBA, 4*size, []int{0, 1, 2, 3}
	}
	l.rowBytes = w * l.bytes
	l.row = func(y int, dst []byte) {
		src := pix[y*stride:][:4*size*w]
		if len(take) == 4 {
			copy(dst, src)
			return
		}
		for i := 0; len(src) > 0; src = src[4*size:] {
			for _, k := range take {
				for s := range size {
					dst[i] = src[k*size+s]
					i++
				}
			}
		}
	}
	return l
}
