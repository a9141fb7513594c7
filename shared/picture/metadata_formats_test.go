package picture_test

import (
	"bytes"
	"compress/zlib"
	"encoding/binary"
	"io"
	"testing"

	"github.com/reverie-image/reverie/shared/picture"
	"github.com/reverie-image/reverie/shared/picture/picturetest"
)

func TestPNGKeepsItsColourSpaceAndDensity(t *testing.T) {
	var z bytes.Buffer
	w := zlib.NewWriter(&z)
	_, _ = w.Write(picturetest.ICC("RGB ", 400))
	_ = w.Close()
	iccp := append([]byte("name\x00\x00"), z.Bytes()...)
	phys, gama := []byte{0, 0, 11, 19, 0, 0, 11, 19, 1}, []byte{0, 0, 177, 143}
	src := picturetest.WithChunks(picturetest.PNG(picturetest.Photo(40, 24)),
		picturetest.Chunk("iCCP", iccp), picturetest.Chunk("gAMA", gama), picturetest.Chunk("cICP", []byte{1, 13, 0, 1}),
		picturetest.Chunk("pHYs", phys), picturetest.Chunk("tEXt", []byte("Author\x00TEXT-SECRET")),
		picturetest.Chunk("eXIf", picturetest.EXIF(3)[10:]))
	for _, op := range operations() {
		p := decode(t, src)
		if err := op.run(p); err != nil {
			t.Fatal(err)
		}
		data, _ := encode(t, p)
		for name, body := range map[string][]byte{"iCCP": iccp, "gAMA": gama, "cICP": {1, 13, 0, 1}, "pHYs": phys} {
			want := op.name != "Grayscale" || name != "iCCP"
			if got := bytes.Contains(data, picturetest.Chunk(name, body)); got != want {
				t.Errorf("%s: %s kept: %v, want %v", op.name, name, got, want)
			}
		}
		if bytes.Contains(data, []byte("SECRET")) {
			t.Errorf("%s kept a secret", op.name)
		}
	}
}

// extendedWebP is the fixture with a profile and an orientation of 8.
func extendedWebP(t *testing.T, icc []byte) []byte {
	t.Helper()
	inner := fixture(t, "lossless.webp")
	at := bytes.Index(inner, []byte("VP8L"))
	n := 8 + binary.LittleEndian.Uint32(inner[at+4:])
	chunk := func(name string, body []byte) []byte {
		b := binary.LittleEndian.AppendUint32([]byte(name), uint32(len(body)))
		return append(append(b, body...), make([]byte, len(body)&1)...)
	}
	body := chunk("VP8X", []byte{0x28, 0, 0, 0, 66, 0, 0, 44, 0, 0})
	body = append(body, chunk("ICCP", icc)...)
	body = append(body, inner[at:at+int(n+n&1)]...)
	body = append(body, chunk("EXIF", picturetest.EXIF(8)[10:])...)
	src := binary.LittleEndian.AppendUint32([]byte("RIFF"), uint32(4+len(body)))
	src = append(append(src, "WEBP"...), body...)
	return src
}

func TestWebPProfileAndOrientationMoveToPNG(t *testing.T) {
	icc := picturetest.ICC("RGB ", 400)
	p := decode(t, extendedWebP(t, icc))
	if err := p.SetFormat(picture.PNG); err != nil {
		t.Fatal(err)
	}
	data, mediaType := encode(t, p)
	info, err := picture.Inspect(data, picture.DefaultLimits())
	if err != nil || mediaType != "image/png" || info.Orientation != 8 {
		t.Errorf("%s, %+v, %v", mediaType, info, err)
	}
	i := bytes.Index(data, []byte("iCCPicc\x00\x00"))
	if i < 0 {
		t.Fatal("no profile")
	}
	z, err := zlib.NewReader(bytes.NewReader(data[i+9:]))
	if err != nil {
		t.Fatal(err)
	}
	if got, err := io.ReadAll(z); err != nil || !bytes.Equal(got, icc) {
		t.Errorf("profile of %d bytes, %v", len(got), err)
	}
}

func TestTIFFKeepsOrientationAndProfile(t *testing.T) {
	icc := picturetest.ICC("RGB ", 401)
	src := picturetest.WithTIFFTags(asTIFF(t, picturetest.Photo(21, 13)), 5, icc)
	for _, op := range operations() {
		p := decode(t, src)
		if err := op.run(p); err != nil {
			t.Fatal(err)
		}
		data, _ := encode(t, p)
		info, err := picture.Inspect(data, picture.DefaultLimits())
		if err != nil || info.Orientation != 5 {
			t.Errorf("%s: %+v, %v", op.name, info, err)
		}
		if got, want := bytes.Contains(data, icc), op.name != "Grayscale"; got != want {
			t.Errorf("%s: profile kept: %v", op.name, got)
		}
		pixels(t, data)
	}
}
