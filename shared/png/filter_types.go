package png

// The filter types (PNG, 9.2).
const (
	filterNone byte = iota
	filterSub
	filterUp
	filterAverage
	filterPaeth
	filterCount
)

// predict is Paeth's predictor (9.4) of what lies right of a, below b and c
// being left of b.
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
