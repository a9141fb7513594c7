package picture

import (
	"encoding/binary"
	"math"

	"github.com/reverie-image/reverie/shared/fault"
)

// TIFF tags that decide what a file costs (TIFF 6.0).
const (
	tagWidth        = 256
	tagHeight       = 257
	tagBits         = 258
	tagCompression  = 259
	tagPhotometric  = 262
	tagSamples      = 277
	tagRowsPerStrip = 278
	tagTileWidth    = 322
	tagTileHeight   = 323
	tagStripCounts  = 279
	tagTileCounts   = 325
	tagExtra        = 338
)

// tiffDir is the first directory of a TIFF file.
type tiffDir struct {
	data    []byte
	order   binary.ByteOrder
	entries map[uint16][]byte
}

func readTIFFDir(data []byte) (*tiffDir, error) {
	order, ok := byteOrder(data)
	if !ok || len(data) < 8 {
		return nil, truncated(TIFF)
	}
	at := int64(order.Uint32(data[4:]))
	if at+2 > int64(len(data)) {
		return nil, truncated(TIFF)
	}
	n := int64(order.Uint16(data[at:]))
	if at+2+12*n > int64(len(data)) {
		return nil, truncated(TIFF)
	}
	d := &tiffDir{data: data, order: order, entries: map[uint16][]byte{}}
	for b := data[at+2 : at+2+12*n]; len(b) > 0; b = b[12:] {
		d.entries[order.Uint16(b)] = b[:12]
	}
	return d, nil
}

// values visits the whole numbers of an entry, at most limit of them.
func (d *tiffDir) values(tag uint16, limit int64, visit func(v uint32)) (count int64) {
	e, ok := d.entries[tag]
	if !ok {
		return 0
	}
	size := map[uint16]int64{1: 1, 3: 2, 4: 4}[d.order.Uint16(e[2:])]
	count = int64(d.order.Uint32(e[4:]))
	body := e[8:12]
	if at := int64(d.order.Uint32(e[8:])); size*count > 4 {
		if at > int64(len(d.data)) {
			return 0
		}
		body = d.data[at:]
	}
	if size == 0 {
		return 0
	}
	for i := int64(0); i < min(count, limit) && int64(len(body)) >= size; i++ {
		switch size {
		case 1:
			visit(uint32(body[0]))
		case 2:
			visit(uint32(d.order.Uint16(body)))
		case 4:
			visit(d.order.Uint32(body))
		}
		body = body[size:]
	}
	return count
}

func (d *tiffDir) first(tag uint16, def int64) int64 {
	v := def
	d.values(tag, 1, func(x uint32) { v = int64(x) })
	return v
}

func inspectTIFF(data []byte, lim Limits, h *header) error {
	d, err := readTIFFDir(data)
	if err != nil {
		return err
	}
	if err := h.setSize(lim, d.first(tagWidth, 0), d.first(tagHeight, 0)); err != nil {
		return err
	}
	if o := d.first(tagOrientation, 1); o >= 1 && o <= 8 {
		h.Orientation = int(o)
	}
	h.Depth = int(d.first(tagBits, 1))
	h.Alpha = d.first(tagExtra, 0) != 0
	h.gray = d.first(tagPhotometric, 0) <= 1
	h.meta.icc, h.meta.density = usableICC(d.bytes(tagICC)), d.density()
	if err := d.checkData(data); err != nil {
		return err
	}
	blockW, blockH := int64(h.Width), min(d.first(tagRowsPerStrip, math.MaxUint32), int64(h.Height))
	if w := d.first(tagTileWidth, 0); w != 0 {
		blockW, blockH = w, d.first(tagTileHeight, 0)
	}
	if blockW > int64(lim.Side)+16 || blockH > int64(lim.Side)+16 {
		return corrupt(nil, "The TIFF file is damaged: its tiles are larger than any picture that is taken.")
	}
	perPixel := int64(1)
	if samples := d.first(tagSamples, 1); samples > 1 || d.first(tagPhotometric, 0) == 2 {
		perPixel = 4
	}
	if h.Depth == 16 {
		perPixel *= 2
	}
	h.memory = perPixel * h.pixels()
	if d.first(tagCompression, 1) > 1 {
		h.memory += 24 * blockW * blockH
	}
	return nil
}

// bytes is the body of an entry of bytes.
func (d *tiffDir) bytes(tag uint16) []byte {
	e, ok := d.entries[tag]
	if !ok {
		return nil
	}
	n, at := int64(d.order.Uint32(e[4:])), int64(d.order.Uint32(e[8:]))
	if n <= 4 || at+n > int64(len(d.data)) {
		return nil
	}
	return d.data[at : at+n]
}

// maxBlocks bounds strips and tiles: each costs a decompressor of its own. It
// leaves the tallest picture a strip for each row.
const maxBlocks = 16384

// checkData refuses strips that together claim more than the file has: many
// that share the same bytes would be decoded over and over.
func (d *tiffDir) checkData(data []byte) error {
	var sum, n int64
	for _, tag := range []uint16{tagStripCounts, tagTileCounts} {
		n += d.values(tag, int64(len(data)), func(v uint32) { sum += int64(v) })
	}
	switch {
	case n == 0:
		return corrupt(nil, "The TIFF file is damaged: it has no picture data.")
	case sum > int64(len(data)):
		return truncated(TIFF)
	case n > maxBlocks:
		return fault.New(fault.TooLarge, "The TIFF file is cut into %d strips or tiles; at most %d are taken. Save it with larger ones.", n, maxBlocks)
	}
	return nil
}
