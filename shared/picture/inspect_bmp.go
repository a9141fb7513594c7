package picture

import "encoding/binary"

// inspectBMP takes what golang.org/x/image/bmp decodes: uncompressed, 1, 2, 4,
// 8, 24 or 32 bits a pixel. Such a file must really hold its pixels.
func inspectBMP(data []byte, lim Limits, h *header) error {
	if len(data) < 14+40 {
		if size := binary.LittleEndian.Uint32(data[14:]); size >= 40 {
			return truncated(BMP)
		}
		return unsupported(nil, "This is an OS/2 bitmap, which is not taken. Save it as PNG.")
	}
	switch binary.LittleEndian.Uint32(data[14:]) {
	case 40, 108, 124:
	default:
		return unsupported(nil, "This BMP has an unusual header, which is not taken. Save it as PNG.")
	}
	width, height := int64(int32(binary.LittleEndian.Uint32(data[18:]))), int64(int32(binary.LittleEndian.Uint32(data[22:])))
	if height < 0 {
		height = -height
	}
	if err := h.setSize(lim, width, height); err != nil {
		return err
	}
	bits := int64(binary.LittleEndian.Uint16(data[28:]))
	perPixel := int64(4)
	switch bits {
	case 1, 2, 4, 8:
		perPixel = 1
	case 24, 32:
	default:
		return unsupported(nil, "This BMP has %d bits a pixel, which is not taken. Save it as PNG.", bits)
	}
	if c := binary.LittleEndian.Uint32(data[30:]); c == 1 || c == 2 || c > 3 {
		return unsupported(nil, "This BMP is compressed, which is not taken. Save it as PNG.")
	}
	h.meta.density = densityOfBMP(data)
	h.Depth = int(min(bits, 8))
	h.Alpha = bits == 32
	row := (width*bits + 31) / 32 * 4
	if int64(binary.LittleEndian.Uint32(data[10:]))+row*height > int64(len(data)) {
		return truncated(BMP)
	}
	h.memory = perPixel * h.pixels()
	return nil
}
