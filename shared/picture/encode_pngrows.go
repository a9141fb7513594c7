package picture

import (
	"bufio"
	"compress/zlib"
	"context"
	"image"
	"image/color"
	"io"
)

// layoutPalette packs indices into as few bits as the palette's size allows.
func layoutPalette(m *image.Paletted) pngLayout {
	w := m.Rect.Dx()
	l := pngLayout{colour: pngPalette, depth: 8, bytes: 1, palette: m.Palette}
	switch n := len(m.Palette); {
	case n <= 2:
		l.depth = 1
	case n <= 4:
		l.depth = 2
	case n <= 16:
		l.depth = 4
	}
	depth := int(l.depth)
	l.rowBytes = (w*depth + 7) / 8
	l.row = func(y int, dst []byte) {
		row := m.Pix[y*m.Stride:][:w]
		if depth == 8 {
			copy(dst, row)
			return
		}
		clear(dst)
		for x, v := range row {
			bit := x * depth
			dst[bit/8] |= v << (8 - depth - bit%8)
		}
	}
	return l
}

func (l *pngLayout) paletteChunks() []pngChunk {
	if l.colour != pngPalette {
		return nil
	}
	var plte, trns []byte
	last := 0
	for i, c := range l.palette {
		n := color.NRGBAModel.Convert(c).(color.NRGBA)
		plte = append(plte, n.R, n.G, n.B)
		trns = append(trns, n.A)
		if n.A != 255 {
			last = i + 1
		}
	}
	chunks := []pngChunk{{"PLTE", plte}}
	if last > 0 {
		chunks = append(chunks, pngChunk{"tRNS", trns[:last]})
	}
	return chunks
}

// writeData filters and compresses h rows.
func (l *pngLayout) writeData(ctx context.Context, w io.Writer, h int) error {
	buffered := bufio.NewWriterSize(chunkWriter{w}, 1<<16)
	z, err := zlib.NewWriterLevel(buffered, zlib.BestSpeed)
	if err != nil {
		return err
	}
	f := newFilter(l)
	prev, now := make([]byte, l.rowBytes), make([]byte, l.rowBytes)
	for y := range h {
		if y%bandRows == 0 {
			check(ctx)
		}
		l.row(y, now)
		if _, err := z.Write(f.best(now, prev)); err != nil {
			return err
		}
		prev, now = now, prev
	}
	if err := z.Close(); err != nil {
		return err
	}
	return buffered.Flush()
}

// filter chooses a row's filter by the least sum of absolute differences, as
// the PNG specification suggests (12.7).
type filter struct {
	bpp   int
	plain bool // palettes and few bits: filters do harm
	cand  [5][]byte
}

func newFilter(l *pngLayout) *filter {
	f := &filter{bpp: l.bytes, plain: l.colour == pngPalette}
	for i := range f.cand {
		f.cand[i] = make([]byte, 1+l.rowBytes)
		f.cand[i][0] = byte(i)
	}
	return f
}

func (f *filter) best(now, prev []byte) []byte {
	copy(f.cand[0][1:], now)
	if f.plain {
		return f.cand[0]
	}
	sub, up, paeth := f.cand[1][1:], f.cand[2][1:], f.cand[4][1:]
	var sums [5]int
	for i, v := range now {
		var a, c byte
		if i >= f.bpp {
			a, c = now[i-f.bpp], prev[i-f.bpp]
		}
		b := prev[i]
		sub[i], up[i], paeth[i] = v-a, v-b, v-predict(a, b, c)
		sums[0] += size8(v)
		sums[1] += size8(sub[i])
		sums[2] += size8(up[i])
		sums[4] += size8(paeth[i])
	}
	k := 0
	for _, i := range []int{1, 2, 4} {
		if sums[i] < sums[k] {
			k = i
		}
	}
	return f.cand[k]
}

// size8 is the distance of a difference from 0.
func size8(v byte) int {
	if v >= 128 {
		return 256 - int(v)
	}
	return int(v)
}

// predict is Paeth's predictor (PNG, 9.4).
func predict(a, b, c byte) byte {
	pa, pb := int(b)-int(c), int(a)-int(c)
	pc := pa + pb
	pa, pb, pc = max(pa, -pa), max(pb, -pb), max(pc, -pc)
	switch {
	case pa <= pb && pa <= pc:
		return a
	case pb <= pc:
		return b
	}
	return c
}
