package picture

import (
	"bytes"
	"encoding/binary"
	"slices"
)

// addTIFFTags gives a file that x/image's encoder wrote an orientation, a profile
// and a density, which that encoder cannot write (it says 72 to the inch of
// everything): a directory with these entries is appended and the header pointed
// to it.
func addTIFFTags(file []byte, h *header) []byte {
	order := binary.LittleEndian // what the encoder writes
	entry := func(tag, kind uint16, count, value uint32) []byte {
		b := order.AppendUint16(nil, tag)
		b = order.AppendUint16(b, kind)
		return order.AppendUint32(order.AppendUint32(b, count), value)
	}
	var more [][]byte
	if h.Orientation > 1 {
		more = append(more, entry(tagOrientation, typeShort, 1, uint32(h.Orientation)))
	}
	if icc := h.meta.icc; icc != nil {
		file = even(file)
		more = append(more, entry(tagICC, 7, uint32(len(icc)), uint32(len(file))))
		file = append(file, icc...)
	}
	density := density{noLength, ratio{72, 1}, ratio{72, 1}} // who takes no notice of the unit takes 72 for none
	if d := h.meta.density; d != nil && (d.per != noLength || !d.square()) {
		density = d.tiff()
	}
	for i, r := range []ratio{density.x, density.y} {
		file = even(file)
		more = append(more, entry(tagXResolution+uint16(i), typeRational, 1, uint32(len(file))))
		file = order.AppendUint32(order.AppendUint32(file, r.num), r.den)
	}
	more = append(more, entry(tagResolutionUnit, typeShort, 1, uint32(density.per)+1)) // 1 is none
	at := order.Uint32(file[4:])
	n := int(order.Uint16(file[at:]))
	for i := range n {
		e := bytes.Clone(file[int(at)+2+12*i:][:12])
		switch order.Uint16(e) {
		case tagXResolution, tagYResolution, tagResolutionUnit:
		default:
			more = append(more, e)
		}
	}
	slices.SortFunc(more, func(a, b []byte) int { return int(order.Uint16(a)) - int(order.Uint16(b)) })
	file = even(file)
	order.PutUint32(file[4:], uint32(len(file)))
	file = order.AppendUint16(file, uint16(len(more)))
	for _, e := range more {
		file = append(file, e...)
	}
	return append(file, 0, 0, 0, 0)
}

// even pads a file to the word boundary that TIFF wants.
func even(file []byte) []byte {
	if len(file)%2 == 1 {
		file = append(file, 0)
	}
	return file
}
