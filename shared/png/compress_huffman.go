package png

// compressor makes a deflate stream of pieces.
type compressor interface {
	// write appends a piece; it may keep some of it back.
	write(w *bitWriter, data []byte)
	// close ends the stream at a byte's end.
	close(w *bitWriter)
}

// huffmanOnly looks for no matches: in filtered photographs there are none
// that are worth their time.
type huffmanOnly struct{}

func (huffmanOnly) write(w *bitWriter, data []byte) {
	for len(data) > 0 {
		n := min(len(data), storedMax)
		piece := data[:n]
		data = data[n:]
		var lit [286]uint32
		var dist [30]uint32
		countBytes(&lit, piece)
		lit[256] = 1
		b := newBlockCodes(&lit, &dist)
		size := b.size(&lit, &dist)
		if size/8 >= n+4 {
			writeStored(w, piece, false)
			continue
		}
		b.writeHead(w, false)
		w.literals(piece, (*[256]code)(b.lit[:256]), size)
		w.write(uint64(b.lit[256].bits), uint(b.lit[256].n))
	}
}

// close writes an empty block of fixed codes.
func (huffmanOnly) close(w *bitWriter) { endStream(w) }

func endStream(w *bitWriter) {
	w.write(1|1<<1, 3+7)
	w.align()
}

// countBytes adds how often each byte occurs. Four counters a byte keep equal
// neighbours from waiting for each other.
func countBytes(count *[286]uint32, data []byte) {
	var more [4][256]uint32
	for ; len(data) >= 4; data = data[4:] {
		more[0][data[0]]++
		more[1][data[1]]++
		more[2][data[2]]++
		more[3][data[3]]++
	}
	for _, v := range data {
		more[0][v]++
	}
	for i := range more[0] {
		count[i] += more[0][i] + more[1][i] + more[2][i] + more[3][i]
	}
}
