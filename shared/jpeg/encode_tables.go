package jpeg

// Tables are the quantisation factors of Y, Cb and Cr, in zig-zag order.
type Tables [3][64]uint16

// QuantTables are the tables of a file. For a file of one component, that of
// the chroma is the same as that of the luma.
func QuantTables(data []byte) (*Tables, error) {
	f, err := parse(data)
	if err != nil {
		return nil, err
	}
	t := new(Tables)
	for i := range t {
		t[i] = *f.frame.comps[min(i, len(f.frame.comps)-1)].quant
	}
	return t, nil
}

const defaultQuality = 75

// annexK are the tables of T.81 annex K for luma and chroma, in zig-zag order.
var annexK = [2][64]uint16{
	{16, 11, 12, 14, 12, 10, 16, 14, 13, 14, 18, 17, 16, 19, 24, 40,
		26, 24, 22, 22, 24, 49, 35, 37, 29, 40, 58, 51, 61, 60, 57, 51,
		56, 55, 64, 72, 92, 78, 64, 68, 87, 69, 55, 56, 80, 109, 81, 87,
		95, 98, 103, 104, 103, 62, 77, 113, 121, 112, 100, 120, 92, 101, 103, 99},
	{17, 18, 18, 24, 21, 24, 47, 26, 26, 47, 99, 66, 56, 66, 99, 99,
		99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99,
		99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99,
		99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99},
}

func qualityTables(quality int) *Tables {
	if quality == 0 {
		quality = defaultQuality
	}
	quality = min(max(quality, 1), 100)
	scale := 200 - 2*quality
	if quality < 50 {
		scale = 5000 / quality
	}
	t := new(Tables)
	for i := range t {
		for k, q := range annexK[min(i, 1)] {
			t[i][k] = uint16(min(max((int(q)*scale+50)/100, 1), 255))
		}
	}
	return t
}
