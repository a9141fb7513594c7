package picturetest

import "fmt"

// progressiveScan is a scan of one component of a gray progressive picture, or of
// some.
func progressiveScan(ss, se, ahal byte, coded []byte, components ...byte) jpegPart {
	if len(components) == 0 {
		components = []byte{1}
	}
	body := []byte{byte(len(components))}
	for _, c := range components {
		body = append(body, c, 0)
	}
	return jpegPart{marker: mSOS, body: append(body, ss, se, ahal), coded: coded}
}

// progressive is a picture of 64 × 64 pixels in scans. The code of the DC table's
// symbol, a difference of no bits, and that of the AC table's is a 0 bit.
func progressive(components int, ac byte, scans ...jpegPart) []byte {
	f := partsOf(cat([]byte{0xff, 0xd8}, dqt(0), sof(0xc2, 64, 64, components), dht(0, 0), dht(0x10, ac), []byte{0xff, 0xd9}))
	return append(f, scans...).bytes()
}

// malformedProgressive has scans that T.81 G.1.1.1 does not allow.
func malformedProgressive() []Damaged {
	t := &table{format: "progressive JPEG"}
	zeros := make([]byte, 64) // more than enough for 64 blocks
	dc := progressiveScan(0, 0, 1, zeros)
	for _, p := range [][3]byte{
		{9, 3, 0}, {1, 64, 0}, {1, 255, 0}, {64, 64, 0}, {0, 5, 0}, {0, 63, 0}, // bands
		{1, 63, 14}, {1, 63, 15}, {1, 63, 0x20}, {1, 63, 0x31}, {1, 63, 0xff}, {1, 63, 0x11}, // bits
	} {
		t.corrupt(fmt.Sprintf("scan of coefficients %d to %d, bits %#x", p[0], p[1], p[2]), progressive(1, 0, dc, progressiveScan(p[0], p[1], p[2], zeros)))
	}
	rgb := progressiveScan(0, 0, 0, zeros, 1, 2, 3)
	t.corrupt("AC scan of three components", progressive(3, 0, rgb, progressiveScan(1, 63, 0, zeros, 1, 2, 3)))
	t.corrupt("AC scan of no component", progressive(1, 0, dc, jpegPart{marker: mSOS, body: []byte{0, 1, 63, 0}, coded: zeros}))
	t.corrupt("the last component is never scanned", progressive(3, 0, progressiveScan(0, 0, 0, zeros, 1, 2)))
	t.corrupt("no scan at all", progressive(1, 0))
	t.corrupt("DC scan without data", progressive(1, 0, progressiveScan(0, 0, 0, nil)))
	t.corrupt("AC scan without data", progressive(1, 0, dc, progressiveScan(1, 63, 0, nil)))
	t.corrupt("refining scan without data", progressive(1, 0, dc, progressiveScan(0, 0, 0x10, nil)))
	t.corrupt("a run beyond its band", progressive(1, 0xf1, dc, progressiveScan(1, 10, 0, make([]byte, 4000))))
	t.corrupt("a refined coefficient of 15 bits", progressive(1, 0x0f, dc, progressiveScan(1, 63, 1, zeros), progressiveScan(1, 63, 0x10, zeros)))
	t.corrupt("a code that is not in the table", progressive(1, 0, dc, progressiveScan(1, 63, 0, cat([]byte{0xff, 0, 0xff, 0}, zeros))))
	t.taken("an end-of-band run beyond the last block", "it ends with the scan", progressive(1, 0xe0, dc, progressiveScan(1, 63, 0, zeros)))
	t.taken("no DC scan", "what was not sent is zero", progressive(1, 0, progressiveScan(1, 63, 0, zeros)))
	t.taken("bits refined that were never sent", "what was not sent is zero", progressive(1, 0, progressiveScan(0, 0, 0x21, zeros), progressiveScan(0, 0, 0x10, zeros)))
	t.taken("a band sent twice", "the later one counts", progressive(1, 0, dc, progressiveScan(1, 63, 0, zeros), progressiveScan(1, 63, 0, zeros)))
	return t.all
}

// malformedRestarts has restart markers that are not where they should be.
func malformedRestarts() []Damaged {
	t := &table{format: "JPEG"}
	const intervals = 8
	file := func(interval byte, marker func(i int) []byte) []byte {
		var coded []byte
		for i := range intervals {
			coded = append(coded, 0, 0) // 8 blocks of 2 bits
			if i < intervals-1 {
				coded = append(coded, marker(i)...)
			}
		}
		f := grayJPEG(0, 0, coded)
		return f.insert(mDHT, jpegPart{marker: mDRI, body: []byte{0, interval}})
	}
	right := func(i int) []byte { return []byte{0xff, 0xd0 + byte(i%8)} }
	replaced := func(at int, with ...byte) func(int) []byte {
		return func(i int) []byte {
			if i == at {
				return with
			}
			return right(i)
		}
	}
	t.corrupt("restart markers out of order", file(8, replaced(3, 0xff, 0xd6)))
	t.corrupt("the first restart marker is the second", file(8, func(i int) []byte { return right(i + 1) }))
	t.corrupt("a restart marker is missing", file(8, replaced(3)))
	t.corrupt("no restart markers", file(8, func(int) []byte { return nil }))
	t.corrupt("a restart marker twice", file(8, replaced(3, 0xff, 0xd3, 0xff, 0xd3)))
	t.corrupt("restart markers too often", file(16, right))
	t.corrupt("restart markers too rarely", file(4, right))
	t.corrupt("restart markers that nobody announced", file(0, right))
	t.corrupt("a comment for a restart marker", file(8, replaced(3, Segment(mCOM, 'x')...)))
	t.corrupt("an interval too short", file(9, right))
	f := grayJPEG(0, 0, nil)
	t.corrupt("restart interval of 3 bytes", f.insert(mSOS, jpegPart{marker: mDRI, body: []byte{0, 0, 8}}))
	t.corrupt("restart interval of no bytes", f.insert(mSOS, jpegPart{marker: mDRI}))
	return t.all
}
