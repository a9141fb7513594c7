//go:build !amd64

package resize

func sumBytesFast([]int16, []byte, int, []int16) bool { return false }

func sumWordsFast(_, _ []int16, _ int, _ []int16) bool { return false }

func alongBytesFast([]byte, []int16, *grouped) bool { return false }

func alongWordsFast([]uint16, []int16, *grouped) bool { return false }

func splitFast(_, _, _, _, _ []byte) int { return 0 }
