package picture

import (
	"encoding/binary"
	"io"
)

// gifFrameBytes is what a frame takes besides its pixels: a palette of 256
// interfaces and the colours behind them.
const gifFrameBytes = 8 << 10

// gifCursor reads a GIF's blocks without decoding them.
type gifCursor struct {
	data []byte
	err  error
}

// take is the next n bytes, or nil and an error from here on.
func (c *gifCursor) take(n int) []byte {
	if c.err != nil || n > len(c.data) {
		c.err = io.ErrUnexpectedEOF
		return nil
	}
	b := c.data[:n]
	c.data = c.data[n:]
	return b
}

func (c *gifCursor) byte() byte {
	if b := c.take(1); b != nil {
		return b[0]
	}
	return 0
}

// skipBlocks passes sub-blocks up to and with the empty one.
func (c *gifCursor) skipBlocks() {
	for c.err == nil {
		n := int(c.byte())
		if n == 0 {
			return
		}
		c.take(n)
	}
}

func (c *gifCursor) skipTable(fields byte) {
	if fields&0x80 != 0 {
		c.take(3 << (1 + fields&7))
	}
}

func inspectGIF(data []byte, lim Limits, h *header) error {
	c := gifCursor{data: data}
	screen := c.take(13)
	if screen == nil {
		return truncated(GIF)
	}
	width, height := binary.LittleEndian.Uint16(screen[6:]), binary.LittleEndian.Uint16(screen[8:])
	if err := h.setSize(lim, int64(width), int64(height)); err != nil {
		return err
	}
	c.skipTable(screen[10])
	h.Depth, h.Frames = int(screen[10]&7)+1, 0
	for c.err == nil {
		switch b := c.byte(); {
		case c.err != nil:
		case b == 0x3b: // trailer
			if h.Frames == 0 {
				return corrupt(nil, "The GIF file is damaged: it has no picture in it.")
			}
			h.memory = int64(h.Frames)*(h.pixels()+gifFrameBytes) + h.pixels()
			return nil
		case b == 0x21: // extension
			if c.byte() == 0xf9 {
				h.Alpha = h.Alpha || len(c.data) > 1 && c.data[1]&1 != 0
			}
			c.skipBlocks()
		case b == 0x2c: // image descriptor
			if err := readGIFFrame(&c, lim, h); err != nil {
				return err
			}
		default:
			return corrupt(nil, "The GIF file is damaged: it holds a block of an unknown kind (0x%02x).", b)
		}
	}
	return truncated(GIF)
}

func readGIFFrame(c *gifCursor, lim Limits, h *header) error {
	d := c.take(9)
	if d == nil {
		return truncated(GIF)
	}
	u := func(i int) int { return int(binary.LittleEndian.Uint16(d[i:])) }
	if u(0)+u(4) > h.Width || u(2)+u(6) > h.Height {
		return corrupt(nil, "The GIF file is damaged: a frame lies outside of the picture.")
	}
	h.Frames++
	if err := lim.checkFrames(int64(h.Frames), int64(h.Width), int64(h.Height)); err != nil {
		return err
	}
	c.skipTable(d[8])
	c.take(1) // LZW code size
	c.skipBlocks()
	return nil
}
