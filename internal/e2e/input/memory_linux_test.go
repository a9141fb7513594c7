package input

import (
	"net/http"
	"sync"
	"testing"
	"time"

	"github.com/reverie-image/reverie/shared/picture/picturetest"
)

const (
	atOnce = 20
	// promised is what the process may take, in MB, whatever is thrown at it.
	promised = 400
)

func TestMemory(t *testing.T) {
	p := startProcess(t)
	if status, _ := p.post(t, direct, photo()); status != http.StatusOK {
		t.Fatalf("a good picture: %d", status)
	}
	t.Logf("before: %d MB", p.peak(t))

	t.Run("bombs", func(t *testing.T) { p.bombs(t) })
	t.Logf("bombs: %d MB", p.peak(t))
	if peak := p.peak(t); peak >= promised {
		t.Errorf("the bombs took it to %d MB, want less than %d", peak, promised)
	}

	p.forgetPeak(t)
	t.Run("malformed", func(t *testing.T) { p.malformed(t) })
	t.Logf("malformed: %d MB", p.peak(t))
	if peak := p.peak(t); peak >= promised {
		t.Errorf("damaged pictures took it to %d MB, want less than %d", peak, promised)
	}

	p.forgetPeak(t)
	t.Run("giants", func(t *testing.T) { p.giants(t) })
	t.Logf("giants: %d MB", p.peak(t))
	if peak := p.peak(t); peak >= promised {
		t.Errorf("the largest legal pictures took it to %d MB, want less than %d", peak, promised)
	}
	if status, _ := p.post(t, direct, photo()); status != http.StatusOK {
		t.Errorf("afterwards a good picture gets %d", status)
	}
}

// bombs throws 20 at once, in rounds; in every other round they are as heavy as
// an upload may be.
func (p *process) bombs(t *testing.T) {
	bombs := picturetest.Bombs()
	for round := range 4 {
		var wg sync.WaitGroup
		for i := range atOnce {
			bomb := bombs[(round*atOnce+i)%len(bombs)]
			data, path := bomb.Data, direct
			if round%2 == 1 {
				data = padded(data)
			}
			if i%2 == 1 {
				path = submit
			}
			wg.Go(func() {
				status, job := p.post(t, path, data)
				want := bomb.Code.Status()
				if status == http.StatusAccepted { // only decoding can tell
					status, want = p.poll(t, job), http.StatusInternalServerError
				}
				if status != want {
					t.Errorf("%s: %d, want %d", bomb.Name, status, want)
				}
			})
		}
		wg.Wait()
	}
}

// malformed sends all damaged files to some converters, 20 at once.
func (p *process) malformed(t *testing.T) {
	var wg sync.WaitGroup
	slots := make(chan struct{}, atOnce)
	for _, m := range picturetest.Malformed() {
		for _, converter := range []string{"flip-horizontal", "blur", "rotate?angle=30", "resize?width=2000", "format?format=gif"} {
			slots <- struct{}{}
			wg.Go(func() {
				defer func() { <-slots }()
				want := http.StatusOK
				if m.Code != "" {
					want = m.Code.Status()
				}
				if status, _ := p.post(t, "/api/converters/"+converter, m.Data); status != want {
					t.Errorf("%s to %s: %d, want %d", m.Name, converter, status, want)
				}
			})
		}
	}
	wg.Wait()
}

// padded is a picture with as much behind it as an upload may hold.
func padded(data []byte) []byte {
	return append(data[:len(data):len(data)], make([]byte, limit-len(data))...)
}

// giants sends 20 at once of the largest pictures that are taken: each kind is
// at a limit of its own. Half of them are jobs; the others are held in memory
// while they wait for their turn, the files as large as may be, in forms. Of
// those some are told that it is too much at once.
func (p *process) giants(t *testing.T) {
	kinds := []struct {
		name string
		data []byte
	}{
		{"PNG of 50 MP with alpha", picturetest.FlatPNG(10000, 5000, 8, 6)},
		{"progressive gray JPEG of 50 MP", picturetest.Progressive(10000, 5000, 1)},
		{"GIF of 100 frames of 1 MP", picturetest.ManyFrames(1000, 1000, 100)},
		{"PNG of 30 MP, 16 bits a channel", picturetest.FlatPNG(6000, 5000, 16, 6)},
		{"progressive JPEG of 18 MP", picturetest.Progressive(6000, 3000, 3)},
	}
	var wg sync.WaitGroup
	for i := range atOnce {
		kind := kinds[i%len(kinds)]
		wg.Go(func() {
			begun := time.Now()
			if i%2 == 1 {
				if status := p.postForm(t, direct, padded(kind.data)); status != http.StatusOK && status != http.StatusServiceUnavailable {
					t.Errorf("%s: %d directly, after %v", kind.name, status, time.Since(begun))
				}
				return
			}
			status, job := p.post(t, submit, kind.data)
			if status != http.StatusAccepted {
				t.Errorf("%s: %d at once", kind.name, status)
				return
			}
			if status := p.poll(t, job); status != http.StatusOK {
				t.Errorf("%s: %d after %v", kind.name, status, time.Since(begun))
			}
		})
	}
	wg.Wait()
}
