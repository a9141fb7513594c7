package picture_test

import (
	"image"
	"image/color"
	"testing"

	"github.com/reverie-image/reverie/shared/picture"
	"github.com/reverie-image/reverie/shared/picture/picturetest"
)

// input is one row of the table of input kinds. The bounds are the least PSNR
// in dB, over all four channels, of the result against the ideal operation on
// the decoded input; exact says that there is no difference at all.
type input struct {
	name                 string
	data                 []byte
	out                  picture.Format
	gray, flip, contrast float64
}

const exact = 300

// jpegInputs lose a little, since they are encoded again. Flips whose width is
// a multiple of 16 fall on the same blocks and lose next to nothing; colours
// at full resolution are written 4:2:0.
func jpegInputs(t testing.TB) []input {
	photo := picturetest.Photo(160, 112)
	planes := picturetest.Planes(photo)
	black := image.NewGray(photo.Rect)
	for i := range black.Pix {
		black.Pix[i] = 230
	}
	inverted := func(ps []*image.Gray) (out []*image.Gray) {
		for _, p := range ps {
			q := image.NewGray(p.Rect)
			copy(q.Pix, p.Pix)
			out = append(out, q)
		}
		return append(out, black)
	}
	return []input{
		{"YCbCr 4:2:0, whole MCUs", photoJPEG(160, 112), picture.JPEG, 65, 60, 42},
		{"YCbCr 4:2:0, odd sides", photoJPEG(67, 45), picture.JPEG, 52, 34, 36},
		{"YCbCr 4:2:0, one pixel", photoJPEG(1, 1), picture.JPEG, 45, 40, 35},
		{"YCbCr 4:2:0, progressive", fixture(t, "progressive420.jpg"), picture.JPEG, 60, 34, 36},
		{"YCbCr 4:2:0, restarts", fixture(t, "restart420.jpg"), picture.JPEG, 60, 34, 36},
		{"YCbCr 4:2:2", fixture(t, "ycbcr422.jpg"), picture.JPEG, 60, 31, 30},
		{"YCbCr 4:4:0", fixture(t, "ycbcr440.jpg"), picture.JPEG, 60, 31, 30},
		{"YCbCr 4:4:4", fixture(t, "ycbcr444.jpg"), picture.JPEG, 60, 31, 30},
		{"YCbCr 4:1:1", fixture(t, "ycbcr411.jpg"), picture.JPEG, 60, 31, 30},
		{"gray", picturetest.JPEG(gray(photo), 90), picture.JPEG, exact, 54, 48},
		{"RGB by APP14", fixture(t, "rgb.jpg"), picture.JPEG, 42, 31, 30},
		{"RGB by component IDs", picturetest.Components(planes, "RGB", -1, 92), picture.JPEG, 42, 36, 35},
		{"CMYK", picturetest.Components(inverted(planes), "\x01\x02\x03\x04", 0, 92), picture.JPEG, 40, 36, 35},
		{"YCCK", picturetest.Components(inverted(planes), "\x01\x02\x03\x04", 2, 92), picture.JPEG, 40, 34, 30},
	}
}

func losslessInputs(t testing.TB) []input {
	photo, deep := picturetest.Photo(67, 45), picturetest.Deep(67, 45)
	see := picturetest.Translucent(67, 45)
	gray16 := image.NewGray16(deep.Rect)
	deepSee := image.NewNRGBA64(deep.Rect)
	for y := range 45 {
		for x := range 67 {
			c := deep.NRGBA64At(x, y)
			gray16.SetGray16(x, y, color.Gray16{Y: c.R})
			c.A = uint16(x * 900)
			deepSee.SetNRGBA64(x, y, c)
		}
	}
	translucentPalette := rainbow(7)
	translucentPalette[2] = color.NRGBA{200, 100, 50, 128}
	translucentPalette[3] = color.NRGBA{}
	row := func(name string, data []byte, out picture.Format) input {
		return input{name, data, out, exact, exact, exact}
	}
	return []input{
		row("PNG RGB", picturetest.PNG(photo), picture.PNG),
		row("PNG RGB with alpha", picturetest.PNG(see), picture.PNG),
		row("PNG gray", picturetest.PNG(gray(photo)), picture.PNG),
		row("PNG gray with alpha", grayAlphaPNG(see), picture.PNG),
		row("PNG gray, 1 bit", picturetest.FlatPNG(19, 5, 1, 0), picture.PNG),
		row("PNG gray, 16 bit", picturetest.PNG(gray16), picture.PNG),
		row("PNG RGB, 16 bit", picturetest.PNG(deep), picture.PNG),
		row("PNG RGB with alpha, 16 bit", picturetest.PNG(deepSee), picture.PNG),
		row("PNG palette of 2", picturetest.PNG(paletted(31, 9, rainbow(2))), picture.PNG),
		row("PNG palette of 4", picturetest.PNG(paletted(31, 9, rainbow(4))), picture.PNG),
		row("PNG palette of 16", picturetest.PNG(paletted(31, 9, rainbow(16))), picture.PNG),
		row("PNG palette of 200", picturetest.PNG(paletted(67, 45, rainbow(200))), picture.PNG),
		row("PNG palette with alpha", picturetest.PNG(paletted(67, 45, translucentPalette)), picture.PNG),
		row("PNG RGB, tRNS key", keyedPNG(photo), picture.PNG),
		row("TIFF RGB", asTIFF(t, photo), picture.TIFF),
		row("TIFF RGB with alpha", asTIFF(t, see), picture.TIFF),
		row("TIFF gray", asTIFF(t, gray(photo)), picture.TIFF),
		row("TIFF gray, 16 bit", asTIFF(t, gray16), picture.TIFF),
		row("TIFF RGB, 16 bit", asTIFF(t, deep), picture.TIFF),
		row("TIFF palette", asTIFF(t, paletted(67, 45, rainbow(9))), picture.TIFF),
		row("BMP RGB", asBMP(t, photo), picture.BMP),
		row("BMP gray", asBMP(t, gray(photo)), picture.BMP),
		row("BMP palette", asBMP(t, paletted(67, 45, rainbow(9))), picture.BMP),
		row("WebP, lossless", fixture(t, "lossless.webp"), picture.WebP),
	}
}

// grayAlphaPNG is a PNG of colour type 4, which the standard library reads but
// does not write.
func grayAlphaPNG(m *image.NRGBA) []byte {
	w, h := m.Rect.Dx(), m.Rect.Dy()
	var rows []byte
	for y := range h {
		rows = append(rows, 0)
		for x := range w {
			c := m.NRGBAAt(x, y)
			rows = append(rows, c.G, c.A)
		}
	}
	return picturetest.RawPNG(w, h, 8, 4, rows)
}

// keyedPNG makes one colour of an opaque picture transparent by a tRNS chunk.
func keyedPNG(m *image.NRGBA) []byte {
	c := m.NRGBAAt(3, 3)
	return picturetest.WithChunks(picturetest.PNG(m), picturetest.Chunk("tRNS", []byte{0, c.R, 0, c.G, 0, c.B}))
}

func allInputs(t testing.TB) []input { return append(jpegInputs(t), losslessInputs(t)...) }
