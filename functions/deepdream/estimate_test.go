package function

import (
	"bytes"
	"encoding/json"
	"net/url"
	"strings"
	"testing"

	"github.com/reverie-image/reverie/shared/config"
	"github.com/reverie-image/reverie/shared/convert"
	"github.com/reverie-image/reverie/shared/dream"
	"github.com/reverie-image/reverie/shared/dream/onpicture"
	"github.com/reverie-image/reverie/shared/picture"
	"github.com/reverie-image/reverie/shared/picture/picturetest"
)

// TestEstimates holds the cost against the work of pictures of all shapes.
func TestEstimates(t *testing.T) {
	d, err := shipped.load(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	c := Converter.Cost
	for _, size := range [][3]int{ // width, height, frames
		{8, 8, 1}, {8, 8, 2000}, {64, 48, 1}, {64, 48, 100}, {256, 256, 1}, {16383, 1, 1}, {1, 16383, 1}, {16383, 40, 1}, {640, 480, 1},
		{1000, 1000, 1}, {1166, 875, 1}, {1632, 1224, 1}, {4000, 3000, 1}, {3000, 4000, 3},
	} {
		for _, octaves := range []int{1, 5, 8} {
			for _, preset := range []string{"eyes", "strokes", "face", "c1"} {
				for _, megapixels := range []float64{0.5, 2, 4} {
					v := convert.Values{"preset": preset, "octaves": octaves, "steps": 7, "resolution": megapixels}
					work := float64(size[2]) * (7*network(t, d, preset, size[0], size[1], octaves, megapixels) + c.Overhead)
					if ratio := c.Frames(size[2]).Of(size[0], size[1], v) / work; ratio < 1/1.3 || ratio > 1.3 {
						t.Errorf("%v at %v MP, %d octaves of %s: the estimate is %.2f of the work", size, megapixels, octaves, preset, ratio)
					}
				}
			}
		}
	}
}

// network is what a step of all octaves takes, in GFLOP.
func network(t *testing.T, d *dreamer, preset string, width, height, octaves int, megapixels float64) (sum float64) {
	t.Helper()
	layer, _ := d.Graph.Lookup(shipped.preset(preset).layer)
	w, h := onpicture.Size(picture.Info{Width: width, Height: height}, megapixels)
	for _, size := range (dream.Options{Octaves: octaves, Scale: octaveScale}).Sizes(w, h) {
		flop, _, err := dream.Work(d.net, layer.Node, size[0], size[1], dream.PlanFor(float64(w)*float64(h)))
		if err != nil {
			t.Fatal(err)
		}
		sum += flop / 1e9
	}
	return sum
}

// TestTooMuchForItsSize: what is small or thin, and takes long all the same, is
// known to.
func TestTooMuchForItsSize(t *testing.T) {
	v := convert.Values{"preset": "face", "octaves": 1, "steps": 100, "resolution": 2.0}
	if c := Converter.Cost.Frames(2000); c.Within(8, 8, v) {
		t.Errorf("2000 frames of 8 × 8 are said to take %.1f s", c.Seconds(8, 8, v))
	}
	if line, square := Converter.Cost.Of(16383, 1, v), Converter.Cost.Of(128, 128, v); line < 20*square {
		t.Errorf("a line of 16383 pixels is said to take %.1f times what a square of as many does", line/square)
	}
}

// TestFitIsReproduced: what a slow instance made to fit is the same on a fast
// one, from the parameters that the picture carries.
func TestFitIsReproduced(t *testing.T) {
	body := picturetest.PNG(picturetest.Photo(1000, 1000))
	post := func(speed, query string) ([]byte, map[string]any) {
		t.Helper()
		handle, err := New(config.Map(map[string]string{"CONVERT_SPEED": speed}, nil))
		if err != nil {
			t.Fatal(err)
		}
		res, err := handle(form(t, query, map[string][]byte{"file": body}))
		if err != nil || res.StatusCode != 200 {
			t.Fatalf("%d %.400s %v", res.StatusCode, res.Body, err)
		}
		var origin struct{ Parameters map[string]any }
		if err := json.Unmarshal([]byte(picture.Text(res.Body)), &origin); err != nil {
			t.Fatal(err)
		}
		return res.Body, origin.Parameters
	}
	first, said := post("0.00015", "preset=c1&octaves=1&steps=2&fit=true&resolution=0.9")
	if mp := said["resolution"].(float64); said["fit"] != false || mp >= 0.9 || mp < 0.1 {
		t.Fatalf("it says %v", said)
	}
	query := url.Values{}
	for name, value := range said {
		text, _ := json.Marshal(value)
		query.Set(name, strings.Trim(string(text), `"`))
	}
	if again, _ := post("1", query.Encode()); !bytes.Equal(first, again) {
		t.Error("another speed gives other bytes")
	}
}
