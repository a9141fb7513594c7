package jpeg

import "encoding/binary"

// bitWriter writes coded data. acc holds the bits not written yet at its top.
type bitWriter struct {
	out     []byte
	acc     uint64
	used    uint
	stuffed bool // a zero goes behind every byte of ones, as in files
}

// room makes sure that n more bytes fit, stuffing included.
func (w *bitWriter) room(n int) {
	if n *= 2; cap(w.out)-len(w.out) < n {
		w.out = append(make([]byte, 0, cap(w.out)*3/2+n), w.out...)
	}
}

// put writes the top n bits of x, at most 57; the rest of x is zero.
func (w *bitWriter) put(x uint64, n uint) {
	w.acc |= x >> (w.used & 63)
	w.used += n
	if w.used >= 64 {
		w.word()
		w.used -= 64
		w.acc = x << ((n - w.used) & 63)
	}
}

// bytewise is for loops that write a word after every code and go on by the
// bytes that are full, with no branch to foresee: it gives the room behind what
// is written, and acc and used with less than a byte. wordwise takes them back.
// They are for data that is not stuffed.
func (w *bitWriter) bytewise() (to []byte, acc uint64, used uint) {
	to, acc, used = w.out[len(w.out):cap(w.out)], w.acc, w.used
	for ; used >= 8; used -= 8 {
		to[0] = byte(acc >> 56)
		to, acc = to[1:], acc<<8
	}
	return to, acc, used
}

func (w *bitWriter) wordwise(to []byte, acc uint64, used uint) {
	w.out, w.acc, w.used = w.out[:cap(w.out)-len(to)], acc, used
}

// code writes the n low bits of x, at least 1 and at most 57.
func (w *bitWriter) code(x uint64, n uint) { w.put(x<<((64-n)&63), n) }

func (w *bitWriter) word() {
	if w.stuffed && hasOnes(w.acc) {
		w.out = appendStuffed(w.out, w.acc)
	} else {
		w.out = binary.BigEndian.AppendUint64(w.out, w.acc)
	}
}

// copy writes n bits of buf from bit at on. buf goes on for 8 bytes behind.
func (w *bitWriter) copy(buf []byte, at uint, n uint) {
	out, acc, used := w.out, w.acc, w.used
	for n > 0 {
		k := min(n, 56)
		x := binary.BigEndian.Uint64(buf[at>>3:]) << (at & 7) & (^uint64(0) << ((64 - k) & 63))
		n, at = n-k, at+k
		acc |= x >> (used & 63)
		if used += k; used < 64 {
			continue
		}
		if w.stuffed && hasOnes(acc) {
			out = appendStuffed(out, acc)
		} else {
			out = binary.BigEndian.AppendUint64(out, acc)
		}
		used -= 64
		acc = x << ((k - used) & 63)
	}
	w.out, w.acc, w.used = out, acc, used
}

// hasOnes says whether a byte of x is 0xff.
func hasOnes(x uint64) bool {
	x = ^x
	return (x-0x0101010101010101)&^x&0x8080808080808080 != 0
}

func appendStuffed(out []byte, x uint64) []byte {
	for i := 56; i >= 0; i -= 8 {
		if out = append(out, byte(x>>i)); byte(x>>i) == 0xff {
			out = append(out, 0)
		}
	}
	return out
}

// flush fills the last byte with ones, as T.81 F.1.2.3 asks.
func (w *bitWriter) flush() {
	if pad := -w.used & 7; pad > 0 {
		w.code(1<<pad-1, pad)
	}
	for ; w.used > 0; w.used -= 8 {
		b := byte(w.acc >> 56)
		if w.out = append(w.out, b); b == 0xff && w.stuffed {
			w.out = append(w.out, 0)
		}
		w.acc <<= 8
	}
}

// at is the position in bits.
func (w *bitWriter) at() int { return 8*len(w.out) + int(w.used) }
