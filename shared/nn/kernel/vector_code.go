package kernel

// vectorCode are the vector functions of a level.
type vectorCode struct {
	axpy, scale                   func(y, x []float32, a float32)
	add, mask, relu, max          func(y, x []float32)
	affine                        func(y, x, scale, shift []float32)
	pool2, unpool2, unpool2Masked func(y, r0, r1 []float32, c int)
	blend5                        func(dst, a, b, c, d, e []float32)
	sum, sumAbs                   func(x []float32, s *lanes) // whole eights
	dot                           func(x, y []float32, s *lanes)
}

func code() *vectorCode { return &vectorCodes[Active()] }

var genericCode = vectorCode{
	axpy: axpyGeneric, scale: scaleGeneric,
	add: addGeneric, mask: maskGeneric, relu: reluGeneric, max: maxGeneric,
	affine: affineGeneric,
	pool2:  pool2Generic, unpool2: unpool2Generic, unpool2Masked: unpool2MaskedGeneric,
	blend5: blend5Generic,
	sum:    sumGeneric, sumAbs: sumAbsGeneric, dot: dotGeneric,
}
