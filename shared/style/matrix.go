package style

import "math"

// Matrices are square, row after row. Products are rounded before they are
// added, so that no processor fuses the two.

// product is a·b.
func product(a, b []float64, n int) []float64 {
	out := make([]float64, n*n)
	for i := range n {
		for j := range n {
			for k := range n {
				out[i*n+j] += float64(a[i*n+k] * b[k*n+j])
			}
		}
	}
	return out
}

func transposed(a []float64, n int) []float64 {
	out := make([]float64, n*n)
	for i := range n {
		for j := range n {
			out[j*n+i] = a[i*n+j]
		}
	}
	return out
}

// power is a symmetric positive matrix's square root, or with inverse the
// inverse of that, by Jacobi's rotations (Golub and Van Loan, Matrix
// Computations, 8.5).
func power(a []float64, n int, inverse bool) []float64 {
	values, vectors := eigen(a, n)
	scaled := make([]float64, n*n)
	for j, v := range values {
		s := math.Sqrt(max(v, 1e-12))
		if inverse {
			s = 1 / s
		}
		for i := range n {
			scaled[i*n+j] = vectors[i*n+j] * s
		}
	}
	return product(scaled, transposed(vectors, n), n)
}

// eigen is the eigenvalues of a symmetric matrix and its eigenvectors, one a
// column.
func eigen(a []float64, n int) (values, vectors []float64) {
	a, vectors = append([]float64(nil), a...), make([]float64, n*n)
	for i := range n {
		vectors[i*n+i] = 1
	}
	const sweeps = 16 // converges within eight or so
	for range sweeps {
		for p := range n {
			for q := p + 1; q < n; q++ {
				rotate(a, vectors, n, p, q)
			}
		}
	}
	for i := range n {
		values = append(values, a[i*n+i])
	}
	return values, vectors
}

// rotate makes a[p, q] zero.
func rotate(a, vectors []float64, n, p, q int) {
	if a[p*n+q] == 0 {
		return
	}
	theta := (a[q*n+q] - a[p*n+p]) / (2 * a[p*n+q])
	t := 1 / (math.Abs(theta) + math.Sqrt(float64(theta*theta)+1))
	if theta < 0 {
		t = -t
	}
	c := 1 / math.Sqrt(float64(t*t)+1)
	s := t * c
	turn := func(m []float64, i, j int) {
		x, y := m[i], m[j]
		m[i], m[j] = float64(c*x)-float64(s*y), float64(s*x)+float64(c*y)
	}
	for k := range n {
		turn(a, k*n+p, k*n+q)
		turn(vectors, k*n+p, k*n+q)
	}
	for k := range n {
		turn(a, p*n+k, q*n+k)
	}
}
