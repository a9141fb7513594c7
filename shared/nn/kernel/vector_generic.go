package kernel

func axpyGeneric(y, x []float32, a float32) {
	wide := float64(a)
	for i, v := range x {
		y[i] = float32(fma(wide, float64(v), float64(y[i])))
	}
}

func scaleGeneric(y, x []float32, a float32) {
	for i, v := range x {
		y[i] = a * v
	}
}

func addGeneric(y, x []float32) {
	for i, v := range x {
		y[i] += v
	}
}

func maskGeneric(y, m []float32) {
	for i, v := range m {
		if !(v > 0) {
			y[i] = 0
		}
	}
}

func reluGeneric(y, x []float32) {
	for i, v := range x {
		if !(v > 0) {
			v = 0
		}
		y[i] = v
	}
}

func maxGeneric(y, x []float32) {
	for i, v := range x {
		if v > y[i] {
			y[i] = v
		}
	}
}

func affineGeneric(y, x, scale, shift []float32) {
	for i := 0; i < len(x); i += len(scale) {
		for j, a := range scale {
			y[i+j] = float32(fma(float64(a), float64(x[i+j]), float64(shift[j])))
		}
	}
}

func pool2Generic(y, r0, r1 []float32, c int) {
	for i := 0; i < len(y); i += c {
		for j := i; j < i+c; j++ {
			y[j] = ((r0[i+j] + r0[i+j+c]) + (r1[i+j] + r1[i+j+c])) * 0.25
		}
	}
}

func unpool2Generic(y, r0, r1 []float32, c int) {
	for i := 0; i < len(y); i += c {
		for j := i; j < i+c; j++ {
			v := y[j] * 0.25
			r0[i+j], r0[i+j+c], r1[i+j], r1[i+j+c] = v, v, v, v
		}
	}
}

func unpool2MaskedGeneric(y, r0, r1 []float32, c int) {
	for i := 0; i < len(y); i += c {
		for j := i; j < i+c; j++ {
			v := y[j] * 0.25
			for _, to := range [...]*float32{&r0[i+j], &r0[i+j+c], &r1[i+j], &r1[i+j+c]} {
				if *to > 0 {
					*to = v
				} else {
					*to = 0
				}
			}
		}
	}
}

func blend5Generic(dst, a, b, c, d, e []float32) {
	for i := range dst {
		outer := (a[i] + e[i]) + float32(4*(b[i]+d[i]))
		dst[i] = (outer + float32(6*c[i])) * 0.0625
	}
}
