package picturetest

import (
	"bytes"
	"encoding/binary"
)

// MovingWebP is an animated WebP of n black frames, each as FlatWebP is, with
// further chunks: profiles before the frames, all else behind them.
func MovingWebP(w, h, n int, more ...[]byte) []byte {
	return riff(movingWebP(w, h, n, more...).bytes())
}

// webpFilm are the chunks of an animated WebP.
type webpFilm [][]byte

func movingWebP(w, h, n int, more ...[]byte) webpFilm {
	f := webpFilm{vp8x(2, w, h)}
	var behind [][]byte
	for _, chunk := range more {
		if string(chunk[:4]) == "ICCP" {
			f = append(f, chunk)
		} else {
			behind = append(behind, chunk)
		}
	}
	f = append(f, RIFFChunk("ANIM", []byte{255, 255, 255, 255, 0, 0}))
	for range n {
		f = append(f, anmf(0, 0, w, h, 0, flatPixels(w, h)))
	}
	return append(f, behind...)
}

func (f webpFilm) bytes() []byte { return bytes.Join(f, nil) }

// but is the film with another chunk, or none, in a place.
func (f webpFilm) but(at int, chunk []byte) webpFilm {
	out := append(webpFilm{}, f...)
	out[at] = chunk
	return out
}

// flatPixels is the chunk VP8L of FlatWebP.
func flatPixels(w, h int) []byte { return FlatWebP(w, h)[12:] }

// anmf is a frame of 40 ms at 2x, 2y that holds chunks.
func anmf(x, y, w, h int, flags byte, chunks []byte) []byte {
	var b []byte
	for _, v := range []int{x, y, w - 1, h - 1, 40} {
		b = append(b, binary.LittleEndian.AppendUint32(nil, uint32(v))[:3]...)
	}
	return RIFFChunk("ANMF", cat(b, []byte{flags}, chunks))
}
