package convert

import (
	"bytes"
	"context"
	"encoding/json"
	"mime/multipart"
	"net/http"
	"testing"
	"time"

	handler "github.com/openfaas/templates-sdk/go-http"

	"github.com/reverie-image/reverie/shared/config"
	"github.com/reverie-image/reverie/shared/fault"
	"github.com/reverie-image/reverie/shared/job"
	"github.com/reverie-image/reverie/shared/picture"
	"github.com/reverie-image/reverie/shared/picture/picturetest"
	"github.com/reverie-image/reverie/shared/store"
)

// styled is a converter that needs a second picture.
func styled(seen func([]byte)) *Converter {
	return &Converter{
		Descriptor: Descriptor{Name: "test", Title: "Test", Version: "1", Parameters: []Parameter{
			{Name: "style", Title: "Style", Type: Picture, Required: true},
			{Name: "steps", Title: "Steps", Type: Integer, Min: 1, Max: 100, Default: 10},
			{Name: "fit", Title: "Fit", Type: Boolean, Default: false},
		}, Cost: &Cost{Unit: "GFLOP", PerMegapixel: 1000, PerSecond: 1, BudgetSeconds: 10,
			Factors: []Factor{{Parameter: "steps", Scale: 1}}}},
		Convert: func(ctx context.Context, pic *picture.Picture, p Values) error {
			seen(p.Picture("style"))
			return nil
		},
	}
}

func form(t *testing.T, files map[string][]byte) (contentType string, body []byte) {
	t.Helper()
	var out bytes.Buffer
	w := multipart.NewWriter(&out)
	for name, data := range files {
		part, err := w.CreateFormFile(name, name+".png")
		if err != nil {
			t.Fatal(err)
		}
		_, _ = part.Write(data)
	}
	_ = w.Close()
	return w.FormDataContentType(), out.Bytes()
}

func TestDirectWithTwoPictures(t *testing.T) {
	var style []byte
	h, err := Function(styled(func(b []byte) { style = b }))(nil)
	if err != nil {
		t.Fatal(err)
	}
	small, large := pngFile(t), picturetest.PNG(picturetest.Photo(40, 50))
	padded := picturetest.WithChunks(small, picturetest.Chunk("tesT", make([]byte, 5<<20)))
	type files = map[string][]byte
	for name, tt := range map[string]struct {
		query string
		files files
		code  fault.Code // empty: converted
	}{
		"two":         {"", files{"file": small, "style": large}, ""},
		"none":        {"", files{"file": small}, fault.InvalidParameters},
		"another":     {"", files{"file": small, "guide": large}, fault.InvalidParameters},
		"text":        {"", files{"file": small, "style": []byte("text")}, fault.UnsupportedImage},
		"nothing":     {"", files{"file": small, "style": nil}, fault.Malformed},
		"half":        {"", files{"file": small, "style": picturetest.TruncatedPNG()}, fault.CorruptImage},
		"too large":   {"", files{"file": small, "style": padded}, fault.TooLarge},
		"over budget": {"", files{"file": large, "style": small}, fault.InvalidParameters},
		"fewer steps": {"steps=5", files{"file": large, "style": small}, ""},
		"sized down":  {"fit=true", files{"file": large, "style": small}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			style = nil
			kind, body := form(t, tt.files)
			res, err := h(handler.Request{Method: http.MethodPost, QueryString: tt.query, Header: http.Header{"Content-Type": {kind}}, Body: body})
			if err != nil {
				t.Fatal(err)
			}
			if tt.code == "" {
				if res.StatusCode != http.StatusOK || !bytes.Equal(style, tt.files["style"]) {
					t.Errorf("%d %.200s; %d bytes of style", res.StatusCode, res.Body, len(style))
				}
				return
			}
			var doc map[string]any
			if err := json.Unmarshal(res.Body, &doc); err != nil || res.StatusCode != tt.code.Status() || doc["type"] != tt.code.Type() {
				t.Fatalf("%d %s", res.StatusCode, res.Body)
			}
			if name == "over budget" && (doc["budget_seconds"] != 10.0 || doc["estimate_seconds"] != 20.0 || doc["largest"].(map[string]any)["steps"] != 5.0) {
				t.Errorf("%s", res.Body)
			}
			if name == "half" && doc["parameter"] != "style" {
				t.Errorf("which picture? %s", res.Body)
			}
		})
	}
}

func TestJobsWithTwoPictures(t *testing.T) {
	style := picturetest.PNG(picturetest.Photo(40, 50))
	for name, spoil := range map[string]func(*bench, *job.Job){
		"whole":   nil,
		"gone":    func(b *bench, j *job.Job) { _ = b.bucket.Delete(context.Background(), job.PictureKey(j.ID, "style")) },
		"damaged": func(b *bench, j *job.Job) { b.put(job.PictureKey(j.ID, "style"), []byte("other")) },
		"unnamed": func(_ *bench, j *job.Job) { j.Pictures = nil },
	} {
		t.Run(name, func(t *testing.T) {
			var seen []byte
			c := styled(func(data []byte) { seen = data })
			b := newBench(c)
			b.descriptor = c.Descriptor
			v, err := c.Parse(nil, map[string][]byte{"style": style})
			if err != nil {
				t.Fatal(err)
			}
			id := b.submit(t, pngFile(t), func(j *job.Job) {
				j.Parameters = v.JSON()
				key := job.PictureKey(j.ID, "style")
				b.put(key, style)
				j.Pictures = map[string]job.Blob{"style": {Key: key, Type: "image/png", Size: int64(len(style)), SHA256: job.Digest(style)}}
				if spoil != nil {
					spoil(b, j)
				}
			})
			b.send(t, t.Context(), id)
			rec := b.load(t, id)
			if good := rec.State == job.Succeeded && bytes.Equal(seen, style); good != (spoil == nil) {
				t.Errorf("%s %+v, %d bytes of style", rec.State, rec.Error, len(seen))
			}
		})
	}
}

func (b *bench) put(key string, data []byte) {
	if _, err := b.bucket.Bucket.Put(context.Background(), key, data, store.PutOptions{}); err != nil {
		panic(err)
	}
}

// Engines go one after the other, and leave memory for small pictures.
func TestEnginesGoOneByOne(t *testing.T) {
	engine := &Converter{Descriptor: Descriptor{Name: "test"}, Need: func(picture.Info, Values) int64 { return 1 << 40 }, Timeout: time.Minute}
	small := &Converter{Descriptor: Descriptor{Name: "small"}}
	release, err := engine.Admit(t.Context(), pngFile(t), nil)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	if _, err := engine.Admit(ctx, pngFile(t), nil); err == nil {
		t.Error("two engines at once")
	}
	beside, err := small.Admit(t.Context(), pngFile(t), nil)
	if err != nil {
		t.Fatalf("beside an engine: %v", err)
	}
	beside()
	release()
	again, err := engine.Admit(t.Context(), pngFile(t), nil)
	if err != nil {
		t.Fatalf("after the first: %v", err)
	}
	again()
}

func TestTimeout(t *testing.T) {
	env := func(pairs ...string) config.Env {
		m := map[string]string{}
		for i := 0; i < len(pairs); i += 2 {
			m[pairs[i]] = pairs[i+1]
		}
		return config.Map(m, nil)
	}
	for _, tt := range []struct {
		stated time.Duration
		env    config.Env
		want   time.Duration
	}{
		{0, env(), time.Minute},
		{0, env("CONVERT_TIMEOUT", "5s"), 5 * time.Second},
		{10 * time.Minute, env("CONVERT_TIMEOUT", "5s"), 10 * time.Minute},
		{10 * time.Minute, env("CONVERT_TIMEOUT", "20m"), 20 * time.Minute},
		{10 * time.Minute, env("CONVERT_TIMEOUT_DEEP_DREAM", "7m"), 7 * time.Minute},
	} {
		if got, err := Timeout("deep-dream", tt.stated, tt.env); err != nil || got != tt.want {
			t.Errorf("stated %v: %v, %v; want %v", tt.stated, got, err, tt.want)
		}
	}
	if _, err := Timeout("x", 0, env("CONVERT_TIMEOUT_X", "soon")); err == nil {
		t.Error("a broken setting is taken")
	}
}

// What a converter fits to is at the speed of its machine.
func TestBudget(t *testing.T) {
	var rate float64
	c := styled(func([]byte) {})
	c.Convert = func(ctx context.Context, _ *picture.Picture, _ Values) error {
		rate = Budget(ctx).PerSecond
		return nil
	}
	h, err := Function(c)(config.Map(map[string]string{"CONVERT_SPEED": "3"}, nil))
	if err != nil {
		t.Fatal(err)
	}
	kind, body := form(t, map[string][]byte{"file": pngFile(t), "style": pngFile(t)})
	if res, _ := h(handler.Request{Method: http.MethodPost, Header: http.Header{"Content-Type": {kind}}, Body: body}); res.StatusCode != 200 || rate != 3 {
		t.Errorf("%d, at %v", res.StatusCode, rate)
	}
}
