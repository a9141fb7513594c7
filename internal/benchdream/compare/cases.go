package main

// level is an instruction set, and the settings that hold both to it.
type level struct{ title, ours, theirs string }

var levels = []level{
	{"AVX-512", "REVERIE_SIMD=avx512", "ONEDNN_MAX_CPU_ISA=AVX512_CORE"},
	{"AVX2", "REVERIE_SIMD=avx2", "ONEDNN_MAX_CPU_ISA=AVX2"},
}

// named is what both programs know under a name.
type named struct{ name, title string }

var passes = []named{{"forward", "forward"}, {"data", "gradient of the input"}, {"weights", "gradient of the weights"}}

var shapes = []named{
	{"3x3s1_64-64_128", "64 → 64, 3×3, 128²"},
	{"3x3s1_192-192_28", "192 → 192, 3×3, 28²"},
	{"3x3s1_16-32_512", "16 → 32, 3×3, 512²"},
	{"3x3s1_32-32_512", "32 → 32, 3×3, 512²"},
	{"7x7s2_3-64_448", "3 → 64, 7×7 stride 2, 448²"},
	{"5x5s2_3-32_512", "3 → 32, 5×5 stride 2, 512²"},
}
