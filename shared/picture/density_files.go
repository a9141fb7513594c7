package picture

import (
	"encoding/binary"
	"math"
)

// densityOfPHYs reads the body of a pHYs chunk (PNG, 11.3.4.3).
func densityOfPHYs(b []byte) *density {
	if len(b) != 9 {
		return nil
	}
	per := noLength
	if b[8] == 1 {
		per = metre
	}
	return wholeDensity(per, binary.BigEndian.Uint32(b), binary.BigEndian.Uint32(b[4:]))
}

func physChunk(x, y uint32, perMetre bool) []byte {
	b := binary.BigEndian.AppendUint32(binary.BigEndian.AppendUint32(nil, x), y)
	if perMetre {
		return append(b, 1)
	}
	return append(b, 0)
}

// density is what a TIFF's directory says of it, nil where it lacks something.
func (d *tiffDir) density() *density {
	per := noLength
	switch d.first(tagResolutionUnit, 2) {
	case 2:
		per = inch
	case 3:
		per = centimetre
	}
	return newDensity(per, d.rational(tagXResolution), d.rational(tagYResolution))
}

// rational is the first value of an entry of fractions, 0/0 where there is none.
func (d *tiffDir) rational(tag uint16) ratio {
	e, ok := d.entries[tag]
	if !ok || d.order.Uint16(e[2:]) != typeRational {
		return ratio{}
	}
	at := int64(d.order.Uint32(e[8:]))
	if at+8 > int64(len(d.data)) {
		return ratio{}
	}
	return ratio{d.order.Uint32(d.data[at:]), d.order.Uint32(d.data[at+4:])}
}

// densityOfEXIF is that of EXIF data from its TIFF header on, nil where it says
// nothing about a length: many cameras' JPEGs have it nowhere else.
func densityOfEXIF(tiff []byte) *density {
	dir, err := readTIFFDir(tiff)
	if err != nil {
		return nil
	}
	if d := dir.density(); d != nil && d.per != noLength {
		return d
	}
	return nil
}

// BMP's biXPelsPerMeter and biYPelsPerMeter, signed, from the file's start.
const bmpAcross, bmpDown = 38, 42

func densityOfBMP(file []byte) *density {
	x, y := binary.LittleEndian.Uint32(file[bmpAcross:]), binary.LittleEndian.Uint32(file[bmpDown:])
	if max(x, y) > math.MaxInt32 {
		return nil
	}
	return wholeDensity(metre, x, y)
}

// setBMPDensity writes it into a file, where it is one to a length.
func setBMPDensity(file []byte, d *density) {
	if d == nil {
		return
	}
	if x, y, ok := d.to(metre, math.MaxInt32); ok {
		binary.LittleEndian.PutUint32(file[bmpAcross:], x)
		binary.LittleEndian.PutUint32(file[bmpDown:], y)
	}
}
