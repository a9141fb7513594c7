package webp

// entry is a token of a lossless picture: a literal pixel (0), a pixel from the
// cache of colours (1 and its place there), or a copy of earlier ones (the
// length less 1, shifted by distanceBits, and the distance).
type entry uint32

const (
	distanceBits = 20
	maxDistance  = 1<<distanceBits - 121
	maxLength    = 4096
	minLength    = 3
	chain        = 24      // candidates looked at
	window       = 1 << 18 // pixels that candidates are kept of
	hashBits     = 16
)

func (e entry) copied() (length, distance int) {
	return int(e>>distanceBits) + 1, int(e & (1<<distanceBits - 1))
}

// matcher finds copies.
type matcher struct {
	head [1 << hashBits]int32
	next [window]int32
}

func hashOf(a, b uint32) uint32 { return (a*0x9e3779b1 ^ b*0x85ebca6b) * 0xc2b2ae35 >> (32 - hashBits) }

func (m *matcher) insert(p []uint32, i int) {
	if i+1 >= len(p) {
		return
	}
	h := hashOf(p[i], p[i+1])
	m.next[i%window] = m.head[h]
	m.head[h] = int32(i) + 1
}

// find is the longest copy at i, and of those the nearest.
func (m *matcher) find(p []uint32, i, width int) (length, distance int) {
	most := min(maxLength, len(p)-i)
	if most < minLength {
		return 0, 0
	}
	try := func(j int) {
		if j < 0 || length > 0 && p[j+length-1] != p[i+length-1] {
			return
		}
		n := 0
		for n < most && p[j+n] == p[i+n] {
			n++
		}
		if n > length {
			length, distance = n, i-j
		}
	}
	try(i - 1)
	try(i - width)
	at := int(m.head[hashOf(p[i], p[min(i+1, len(p)-1)])]) - 1
	for range chain {
		if at < 0 || i-at >= min(window, maxDistance) || length == most {
			break
		}
		try(at)
		before := int(m.next[at%window]) - 1
		if before >= at {
			break // overwritten
		}
		at = before
	}
	if length < minLength {
		return 0, 0
	}
	return length, distance
}
