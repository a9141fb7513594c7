//go:build !amd64

package dct

func (d *Dequant) inverseFast([]byte, int, [][BlockSize]int16, int) int { return 0 }

func (t *Quant) forwardFast([][BlockSize]int16, []uint64, []byte, int) int { return 0 }

func toYCCFast(_, _, _, _ []byte) int { return 0 }

func fromYCCFast(_, _, _, _ []byte) int { return 0 }

func halveBothFast(_, _, _ []byte) int { return 0 }

func halveWidthFast(_, _ []byte) int { return 0 }

func repeatFast(_, _ []byte) int { return 0 }

func doubleFast(_, _, _ []byte, _, _ int) int { return 0 }
