package picture

import "encoding/binary"

const (
	tagOrientation    = 0x0112
	tagXResolution    = 0x011a
	tagYResolution    = 0x011b
	tagResolutionUnit = 0x0128
	tagICC            = 0x8773
	typeShort         = 3
	typeRational      = 5
)

// byteOrder tells a TIFF structure's byte order from its first four bytes.
func byteOrder(tiff []byte) (binary.ByteOrder, bool) {
	switch {
	case hasPrefix(tiff, "II*\x00"):
		return binary.LittleEndian, true
	case hasPrefix(tiff, "MM\x00*"):
		return binary.BigEndian, true
	}
	return nil, false
}

// exifOrientation finds the orientation in EXIF data that starts with its TIFF
// header; anything unusable is 1, since a damaged tag is no reason to refuse a
// picture.
func exifOrientation(tiff []byte) int {
	order, ok := byteOrder(tiff)
	if !ok || len(tiff) < 10 {
		return 1
	}
	at := int64(order.Uint32(tiff[4:]))
	if at+2 > int64(len(tiff)) {
		return 1
	}
	n := int(order.Uint16(tiff[at:]))
	entries := tiff[at+2:]
	for ; n > 0 && len(entries) >= 12; n, entries = n-1, entries[12:] {
		if order.Uint16(entries) == tagOrientation && order.Uint16(entries[2:]) == typeShort {
			if o := int(order.Uint16(entries[8:])); o >= 1 && o <= 8 {
				return o
			}
			return 1
		}
	}
	return 1
}

// exifWith is the smallest EXIF data that says an orientation: a TIFF header
// and one directory of one entry (EXIF 2.3, 4.6).
func exifWith(orientation int) []byte {
	b := []byte("MM\x00*\x00\x00\x00\x08\x00\x01")
	b = binary.BigEndian.AppendUint16(b, tagOrientation)
	b = binary.BigEndian.AppendUint16(b, typeShort)
	b = binary.BigEndian.AppendUint32(b, 1)
	b = binary.BigEndian.AppendUint16(b, uint16(orientation))
	return append(b, 0, 0, 0, 0, 0, 0)
}
