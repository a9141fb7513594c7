package kernel

var vectorCodes = [...]vectorCode{
	Generic: genericCode,
	AVX2: {
		axpy: axpyAVX2, scale: scaleAVX2,
		add: addAVX2, mask: maskAVX2, relu: reluAVX2, max: maxAVX2,
		affine: affineAVX2,
		pool2:  pool2AVX2, unpool2: unpool2AVX2, unpool2Masked: unpool2MaskedAVX2,
		blend5: blend5AVX2,
		sum:    sumAVX2, sumAbs: sumAbsAVX2, dot: dotAVX2,
	},
	AVX512: {
		axpy: axpyAVX512, scale: scaleAVX512,
		add: addAVX512, mask: maskAVX512, relu: reluAVX512, max: maxAVX512,
		affine: affineAVX512,
		pool2:  pool2AVX512, unpool2: unpool2AVX512, unpool2Masked: unpool2MaskedAVX512,
		blend5: blend5AVX512,
		sum:    sumAVX512, sumAbs: sumAbsAVX512, dot: dotAVX512,
	},
}
