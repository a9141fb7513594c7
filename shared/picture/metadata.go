package picture

import "github.com/reverie-image/reverie/shared/png"

// metadata is what of a file's side information survives, independent of the
// format it came from.
type metadata struct {
	icc     []byte      // a profile, uncompressed
	pngICC  []byte      // the body of an iCCP chunk, kept as it came
	chunks  []png.Chunk // gAMA, cHRM, sRGB, cICP
	density *density    // nil where nothing is said of it
	text    string      // what Reverie says of the result's origin
	adobe   bool        // a JPEG without JFIF said by APP14 that it is YCbCr
}

// forGray drops what describes colours that are no longer there: every profile
// but one for grays.
func (m *metadata) forGray(wasGray bool) {
	if len(m.icc) >= 20 && string(m.icc[16:20]) != "GRAY" {
		m.icc = nil
	}
	if !wasGray {
		m.pngICC = nil
	}
}

// forColour drops a profile that cannot describe red, green and blue.
func (m *metadata) forColour() {
	if len(m.icc) >= 20 && string(m.icc[16:20]) != "RGB " {
		m.icc = nil
	}
}
