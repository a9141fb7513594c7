//go:build !amd64

package png

func fast() bool { return false }

func unfilterPixels(byte, int, uint32, []byte, []byte, []byte) int { return 0 }

func addRow([]byte, []byte, []byte) int { return 0 }

func addRowRGB([]byte, []byte, []byte) int { return 0 }

func packRow([]byte, []byte) int { return 0 }

func filterMost(_ byte, bpp int, _, _, _ []byte) int { return bpp }

func sumMost([]byte) (sum, n int) { return 0, 0 }

func adlerAVX2(*byte, int) (sum, weighted uint64) { return 0, 0 }
