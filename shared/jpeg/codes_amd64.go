package jpeg

// write codes a block to to, behind the used low bits of acc; n is how many bytes
// it wrote, and left and bits are what is still to go out.
func (c *codes) write(to []byte, m *movable, mask uint64, sign *signs, acc uint64, used uint) (n int, left uint64, bits uint) {
	return codeBMI2(c, &m.b[0], &sign[0], mask, &(*[blockRoom]byte)(to)[0], acc, used)
}

//go:noescape
func codeBMI2(c *codes, b *int16, sign *int32, mask uint64, out *byte, acc uint64, used uint) (n int, left uint64, bits uint)
