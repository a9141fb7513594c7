package simd

import "golang.org/x/sys/cpu"

func supported() []Level {
	levels := []Level{Generic}
	if x := &cpu.X86; x.HasAVX2 && x.HasFMA {
		levels = append(levels, AVX2)
		if x.HasAVX512F && x.HasAVX512VL && x.HasAVX512BW && x.HasAVX512DQ {
			levels = append(levels, AVX512)
		}
	}
	return levels
}
