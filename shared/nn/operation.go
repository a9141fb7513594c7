package nn

// Op is an operation of a Graph: one of the types of this file.
type Op interface {
	// Shape is the output's shape for inputs of these shapes, or why there is
	// none. It checks the operation's weights as well.
	Shape(in []Shape) (Shape, error)
}

// Input takes pictures: RGB, 0 to 255, height × width × 3. The network sees
// (v − Mean) × Scale by channel, with the channels in the order BGR when BGR is
// set; Mean and Scale are given in the order that the network sees.
type Input struct {
	Mean, Scale [3]float32
	BGR         bool
}

// Conv is a convolution. Weight is [Out][KH][KW][In]; Bias is [Out] or nil.
type Conv struct {
	In, Out, KH, KW int
	Stride          int
	Pad             Pad
	Weight, Bias    []float32
}

// Pad is how many rows and columns of zeros surround a picture.
type Pad struct{ Top, Left, Bottom, Right int }

// ReLU is max(v, 0).
type ReLU struct{}

// Clip is min(max(v, Min), Max).
type Clip struct{ Min, Max float32 }

// Affine is v × Scale + Shift by channel: a BatchNorm that is not trained.
type Affine struct{ Scale, Shift []float32 }

// BatchNorm is batch normalisation in training: (v − mean) / √(variance + Eps)
// × Gamma + Beta, with mean and variance of the batch. Compile refuses it
// outside training; [Fold] makes it part of the convolution before it.
type BatchNorm struct {
	Gamma, Beta, Mean, Variance []float32
	Eps                         float32
}

// Pool is a maximum or an average over windows of K × K. Ceil rounds the
// output's size up, as Caffe does; a window that would begin beyond the picture
// and its padding on the top and left is dropped. An average is over the pixels
// of the window that lie in the picture, or, with CountPad, in the padding too.
type Pool struct {
	Max       bool
	K, Stride int
	Pad       Pad
	Ceil      bool
	CountPad  bool
}

// LRN is local response normalisation across channels (Krizhevsky et al.,
// 2012): v / (K + Alpha/Size × Σ v²)^Beta, the sum over Size channels about it.
type LRN struct {
	Size           int
	Alpha, Beta, K float32
}

// Concat joins the channels of its inputs, which have the same height and width.
type Concat struct{}

// Add adds its inputs, which have the same shape.
type Add struct{}

// Padding surrounds a picture with zeros.
type Padding struct{ Pad Pad }

// GlobalAverage is the mean over all pixels.
type GlobalAverage struct{}

// Dense is a matrix product with a single pixel's channels. Weight is
// [Out][In]; Bias is [Out] or nil.
type Dense struct {
	In, Out      int
	Weight, Bias []float32
}

// Flatten makes a picture of H × W × C one pixel of C·H·W channels, in the
// order of channel, row, column: what Dense layers of other frameworks expect.
type Flatten struct{}

// Softmax is eᵛ / Σ eᵛ over the channels of each pixel.
type Softmax struct{}
