package png

// adler is the checksum of RFC 1950 (8.2), of all that was added.
type adler struct{ a, b uint64 }

const (
	adlerMod  = 65521
	adlerStep = 5504 // bytes whose sums fit into 32 bits, a multiple of 32
)

func newAdler() adler { return adler{a: 1} }

func (s *adler) add(p []byte) {
	for len(p) > 0 {
		q := p[:min(len(p), adlerStep)]
		p = p[len(q):]
		if n := len(q) &^ 31; n > 0 && fast() {
			sum, weighted := adlerAVX2(&q[0], n)
			s.b += s.a*uint64(n) + weighted
			s.a += sum
			q = q[n:]
		}
		for _, v := range q {
			s.a += uint64(v)
			s.b += s.a
		}
		s.a %= adlerMod
		s.b %= adlerMod
	}
}

func (s *adler) sum() uint32 { return uint32(s.b<<16 | s.a) }
