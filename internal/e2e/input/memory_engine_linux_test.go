package input

import (
	"net/http"
	"testing"

	"github.com/reverie-image/reverie/shared/picture/picturetest"
)

// TestEngineMemory sends the largest pictures to what works longest and with most
// memory, with parameters that ask for as much as can be asked for.
func TestEngineMemory(t *testing.T) {
	p := startProcess(t)
	large := picturetest.FlatPNG(8000, 6200, 8, 6)
	deep := picturetest.FlatPNG(6000, 5000, 16, 6)
	jpeg := picturetest.JPEG(picturetest.Photo(4000, 3000), 90)
	for _, job := range []struct {
		name, query, further string
		picture, second      []byte
	}{
		{name: "12 MP, as it is", query: "converter=deepdream&steps=1", picture: jpeg},
		{name: "49.6 MP at 4", query: "converter=deepdream&preset=face&steps=1&octaves=3&resolution=4", picture: large},
		{name: "30 MP of 16 bits", query: "converter=deepdream&preset=creatures&steps=1&octaves=2", picture: deep},
		{name: "guided by 49.6 MP", query: "converter=deepdream&preset=creatures&steps=1&octaves=2", further: "guide", picture: large, second: large},
		{name: "two of 49.6 MP", query: "converter=style&steps=1&resolution=1&scale=200", further: "style", picture: large, second: picturetest.FlatPNG(3040, 16383, 8, 6)},
	} {
		p.forgetPeak(t)
		fields := []field{{"file", "picture", job.picture}}
		if job.second != nil {
			fields = append(fields, field{job.further, "further", job.second})
		}
		body, kind := form(t, fields...)
		status, id := p.postAs(t, "/api/jobs?"+job.query, body, kind)
		if status != http.StatusAccepted {
			t.Fatalf("%s: %d", job.name, status)
		}
		if status := p.poll(t, id); status != http.StatusOK {
			t.Errorf("%s: %d", job.name, status)
		}
		peak := p.peak(t)
		t.Logf("%s: %d MB", job.name, peak)
		if peak >= promised {
			t.Errorf("%s took it to %d MB, want less than %d", job.name, peak, promised)
		}
	}
}
