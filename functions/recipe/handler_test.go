package function

import (
	"bytes"
	"encoding/json"
	"image"
	"image/jpeg"
	"net/http"
	"net/url"
	"testing"

	"github.com/reverie-image/reverie/shared/convert"
	"github.com/reverie-image/reverie/shared/convert/converttest"
	"github.com/reverie-image/reverie/shared/fault"
	"github.com/reverie-image/reverie/shared/picture/picturetest"
)

func query(recipe string) string { return url.Values{"recipe": {recipe}}.Encode() }

// alone runs one of the suite's converters as the function that it is.
func alone(t *testing.T, name, settings string, data []byte) []byte {
	t.Helper()
	for _, c := range suite {
		if c.Name == name {
			res := converttest.Post(t, convert.Function(c), settings, data)
			if res.StatusCode != http.StatusOK {
				t.Fatalf("%s?%s: %d %s", name, settings, res.StatusCode, res.Body)
			}
			return res.Body
		}
	}
	t.Fatalf("the suite has no %s", name)
	return nil
}

// TestARecipeIsItsSteps: on pictures without loss it does what its converters do
// one after the other.
func TestARecipeIsItsSteps(t *testing.T) {
	in := picturetest.PNG(picturetest.Photo(90, 61))
	want := alone(t, "resize", "width=40", alone(t, "contrast", "contrast=35", alone(t, "flip-horizontal", "", in)))
	for _, written := range []string{
		"flip-horizontal,contrast:35,resize:40",
		`["flip-horizontal",{"converter":"contrast","parameters":{"contrast":35}},"resize:width=40"]`,
	} {
		res := converttest.Post(t, New, query(written), in)
		if res.StatusCode != http.StatusOK {
			t.Fatalf("%s: %d %s", written, res.StatusCode, res.Body)
		}
		a, b := decode(t, res.Body), decode(t, want)
		if psnr := picturetest.PSNR(a, b); a.Bounds() != b.Bounds() || psnr < 60 {
			t.Errorf("%s: %v at %.1f dB, one by one it is %v", written, a.Bounds(), psnr, b.Bounds())
		}
	}
}

// TestEncodedOnce: a JPEG loses less by a recipe than by its steps one by one.
func TestEncodedOnce(t *testing.T) {
	photo := picturetest.Photo(160, 120)
	in := picturetest.JPEG(photo, 70)
	steps := [][2]string{{"contrast", "contrast=15"}, {"brightness", "brightness=8"}, {"contrast", "contrast=-15"}, {"brightness", "brightness=-8"}}
	ideal, one := picturetest.PNG(decode(t, in)), in
	for _, s := range steps {
		ideal, one = alone(t, s[0], s[1], ideal), alone(t, s[0], s[1], one)
	}
	res := converttest.Post(t, New, query("contrast:15,brightness:8,contrast:-15,brightness:-8"), in)
	want := decode(t, ideal)
	once, often := picturetest.PSNR(decode(t, res.Body), want), picturetest.PSNR(decode(t, one), want)
	if once < often {
		t.Errorf("as a recipe %.2f dB, one by one %.2f dB", once, often)
	}
}

func TestFormatAndQuality(t *testing.T) {
	in := picturetest.PNG(picturetest.Photo(120, 90))
	small := converttest.Post(t, New, query("grayscale")+"&format=jpeg&quality=20", in)
	large := converttest.Post(t, New, query("grayscale")+"&format=jpeg&quality=95", in)
	for _, res := range [][]byte{small.Body, large.Body} {
		if _, err := jpeg.Decode(bytes.NewReader(res)); err != nil {
			t.Fatalf("%v: %.200s", err, res)
		}
	}
	if 2*len(small.Body) > len(large.Body) {
		t.Errorf("quality 20 takes %d bytes, 95 takes %d", len(small.Body), len(large.Body))
	}
}

func TestWhatIsRefused(t *testing.T) {
	in := picturetest.PNG(picturetest.Photo(8, 8))
	for sent, want := range map[string]struct {
		code fault.Code
		step int
	}{
		"":                                {fault.InvalidParameters, 0},
		query(""):                         {fault.InvalidParameters, 0},
		query("grayscale,,"):              {fault.Malformed, 0},
		query("grayscale,sharpenn"):       {fault.UnknownConverter, 2},
		query("contrast:101"):             {fault.InvalidParameters, 1},
		query("grayscale,recipe:x"):       {fault.InvalidParameters, 2},
		query("sepia,crop:5000"):          {fault.InvalidParameters, 2}, // as only the picture tells
		query("grayscale") + "&quality=0": {fault.InvalidParameters, 0},
	} {
		res := converttest.Post(t, New, sent, in)
		var problem struct {
			Type string
			Step int
		}
		if err := json.Unmarshal(res.Body, &problem); err != nil || res.StatusCode != want.code.Status() || problem.Type != want.code.Type() || problem.Step != want.step {
			t.Errorf("%s: %d %.300s, want %s in step %d", sent, res.StatusCode, res.Body, want.code, want.step)
		}
	}
	for _, b := range picturetest.Bombs() {
		if res := converttest.Post(t, New, query("grayscale"), b.Data); res.StatusCode != b.Code.Status() {
			t.Errorf("%s: %d %.200s, want %s", b.Name, res.StatusCode, res.Body, b.Code)
		}
	}
}

// TestAPictureMayGrowOnItsWay and be small in the end.
func TestAPictureMayGrowOnItsWay(t *testing.T) {
	res := converttest.Post(t, New, query("resize:3000,blur:2,resize:10"), picturetest.PNG(picturetest.Photo(16, 12)))
	if m := decode(t, res.Body); m.Bounds().Dx() != 10 {
		t.Errorf("it is %v", m.Bounds())
	}
}

func decode(t *testing.T, data []byte) image.Image {
	t.Helper()
	m, _, err := image.Decode(bytes.NewReader(data))
	if err != nil {
		t.Fatalf("%v: %.200s", err, data)
	}
	return m
}
