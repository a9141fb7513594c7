package function

import (
	"encoding/binary"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/reverie-image/reverie/shared/catalog"
	"github.com/reverie-image/reverie/shared/config"
	"github.com/reverie-image/reverie/shared/convert"
	"github.com/reverie-image/reverie/shared/convert/converttest"
	"github.com/reverie-image/reverie/shared/fault"
	"github.com/reverie-image/reverie/shared/picture/picturetest"
	"github.com/reverie-image/reverie/shared/upload"
)

// trials are recipes of one step each, of every converter, dear ones among them.
var trials = strings.Fields(`auto-levels auto-levels:channels=true blur:0.5 blur:5 blur:50 brightness contrast contrast:80
	crop:1/1 edges flip-horizontal flip-vertical format format:webp gamma grayscale invert pixelate:2 pixelate:64 posterize
	resize:500 resize:1999 resize:4000 rotate:90 rotate:30 rotate:30:background=transparent saturation sepia
	sharpen:0.5 sharpen:5 sharpen:20 vignette`)

// minute is what one conversion may take, unless it is set otherwise.
const minute = 60 * time.Second

// large is a PNG of 50 megapixels whose header is all that is sound of it: who
// decodes it learns that it is damaged.
func large(colour byte) []byte {
	header := binary.BigEndian.AppendUint32(binary.BigEndian.AppendUint32(nil, 10000), 5000)
	file := append([]byte("\x89PNG\r\n\x1a\n"), picturetest.Chunk("IHDR", append(header, 8, colour, 0, 0, 0))...)
	file = append(file, picturetest.Chunk("IDAT", []byte("no pixels"))...)
	return append(file, picturetest.Chunk("IEND", nil)...)
}

// estimate is what the function that accepts jobs makes of a recipe.
func estimate(t testing.TB, recipe string, data []byte, limit time.Duration) (float64, error) {
	t.Helper()
	all, err := catalog.Load(nil)
	if err != nil {
		t.Fatal(err)
	}
	d, err := all.Find("recipe")
	if err != nil {
		t.Fatal(err)
	}
	in, err := convert.Check(d, upload.Upload{Data: data, Parameters: url.Values{"recipe": {recipe}}}, limit)
	return in.Estimate, err
}

// TestEveryStepHasAnEstimate that is the same alone as in a recipe, and the
// largest pictures are taken.
func TestEveryStepHasAnEstimate(t *testing.T) {
	all, err := catalog.Load(nil)
	if err != nil {
		t.Fatal(err)
	}
	left := map[string]bool{}
	for _, c := range suite {
		left[c.Name] = true
	}
	files := map[string][]byte{
		"PNG": large(2), "gray PNG": large(0), "GIF": picturetest.ManyFrames(500, 400, 500),
		"JPEG": picturetest.Progressive(5000, 4000, 3),
	}
	for _, trial := range trials {
		name, _, _ := strings.Cut(trial, ":")
		delete(left, name)
		for kind, data := range files {
			if name == "resize" && kind == "GIF" && trial != "resize:500" {
				continue // more than may be made of so many frames
			}
			if _, err := estimate(t, trial, data, minute); err != nil {
				t.Errorf("%s of the largest %s: %v", trial, kind, err)
			}
		}
		d, err := all.Find(name)
		if err != nil {
			t.Fatal(err)
		}
		alone, err := convert.Check(d, upload.Upload{Data: large(2)}, minute)
		if err != nil {
			t.Errorf("%s alone: %v", name, err)
		}
		if chained, _ := estimate(t, name, large(2), minute); alone.Estimate <= 0 || chained != alone.Estimate {
			t.Errorf("%s is said to take %v s alone, %v s as a recipe", name, alone.Estimate, chained)
		}
	}
	if len(left) > 0 {
		t.Errorf("trials leave out %v", left)
	}
}

// TestMoreTakesLonger and less does not.
func TestMoreTakesLonger(t *testing.T) {
	for _, longer := range [][2]string{ // the first takes longer than the second
		{"blur:50", "blur:5"}, {"blur:5", "blur:0.5"}, {"sharpen:20", "sharpen:1"},
		{"blur:50,blur:50", "blur:50"}, {"blur:50,grayscale", "grayscale,blur:50"},
		{"blur:50,resize:1000", "resize:1000,blur:50"}, {"blur:50,crop:width=100", "crop:width=100,blur:50"},
		{"rotate:45,blur:50", "rotate:90,blur:50"}, {"format:webp", "format:jpeg"},
	} {
		more, err := estimate(t, longer[0], large(2), minute)
		less, err2 := estimate(t, longer[1], large(2), minute)
		if err != nil || err2 != nil || more <= less {
			t.Errorf("%s is said to take %v s (%v), %s %v s (%v)", longer[0], more, err, longer[1], less, err2)
		}
	}
	last := 0.0
	for _, side := range []int{200, 1000, 3000} {
		now, err := estimate(t, "blur:50,blur:50", picturetest.FlatPNG(side, side, 8, 2), minute)
		if err != nil || now <= last {
			t.Errorf("%d × %d take %v s after %v s (%v)", side, side, now, last, err)
		}
		last = now
	}
}

// TestTooMuchIsRefusedBeforeItIsDecoded, by the function too that converts, and
// what it advises is taken.
func TestTooMuchIsRefusedBeforeItIsDecoded(t *testing.T) {
	much := strings.TrimSuffix(strings.Repeat("blur:50,", 16), ",")
	res := converttest.Post(t, New, query(much), large(2))
	var problem struct {
		Type, Detail string
		Estimate     float64 `json:"estimate_seconds"`
		Budget       float64 `json:"budget_seconds"`
		Largest      struct{ Width, Height int }
		Steps        []struct {
			Step      int
			Converter string
			Seconds   float64
		}
	}
	if err := json.Unmarshal(res.Body, &problem); err != nil || res.StatusCode != http.StatusUnprocessableEntity || problem.Type != fault.InvalidParameters.Type() {
		t.Fatalf("%d %.300s", res.StatusCode, res.Body)
	}
	if problem.Estimate <= problem.Budget || problem.Budget != 60 || len(problem.Steps) != 16 || problem.Steps[0].Converter != "blur" || problem.Steps[0].Seconds <= 1 ||
		!strings.Contains(problem.Detail, fmt.Sprintf("at most %d × %d pixels", problem.Largest.Width, problem.Largest.Height)) {
		t.Errorf("it says %.800s", res.Body)
	}
	if res := converttest.Post(t, New, query("grayscale"), large(2)); !strings.Contains(string(res.Body), fault.CorruptImage.Type()) {
		t.Errorf("what is decoded is not found out to be damaged: %d %.300s", res.StatusCode, res.Body)
	}
	if problem.Largest.Width >= 10000 || problem.Largest.Width < 5000 {
		t.Errorf("at most %d × %d", problem.Largest.Width, problem.Largest.Height)
	}
	if _, err := estimate(t, much, picturetest.FlatPNG(problem.Largest.Width, problem.Largest.Height, 8, 2), minute); err != nil {
		t.Errorf("what is said to fit does not: %v", err)
	}
	if _, err := estimate(t, "resize:5000,"+much, large(2), minute); err != nil {
		t.Errorf("made smaller first: %v", err)
	}
}

// TestGrownOnItsWay: a small picture that a step makes large is a large one to the
// steps after it.
func TestGrownOnItsWay(t *testing.T) {
	small := picturetest.FlatPNG(100, 50, 8, 2)
	much := "resize:10000" + strings.Repeat(",blur:50", 16)
	if _, err := estimate(t, much, small, minute); !fault.Is(err, fault.InvalidParameters) {
		t.Errorf("%v", err)
	}
	if _, err := estimate(t, much+",resize:100", small, 2*minute); err != nil {
		t.Errorf("with two minutes: %v", err)
	}
}

// TestSpeedAndTimeAreTheOperators: they decide what is too much.
func TestSpeedAndTimeAreTheOperators(t *testing.T) {
	body := picturetest.FlatPNG(1000, 1000, 8, 2)
	for _, tt := range []struct {
		name, value string
		status      int
	}{
		{"CONVERT_SPEED", "1", 200}, {"CONVERT_SPEED", "0.0001", 422},
		{"CONVERT_TIMEOUT", "1ms", 422}, {"CONVERT_TIMEOUT_RECIPE", "1ms", 422},
	} {
		handle, err := New(config.Map(map[string]string{tt.name: tt.value}, nil))
		if err != nil {
			t.Fatal(err)
		}
		res, err := handle(converttest.Request(query("blur:5"), body))
		if err != nil || res.StatusCode != tt.status {
			t.Errorf("%s=%s: %d %.300s", tt.name, tt.value, res.StatusCode, res.Body)
		}
	}
}
