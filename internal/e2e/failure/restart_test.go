package failure

import (
	"fmt"
	"image"
	"net/http"
	"sync"
	"testing"
	"time"

	"github.com/reverie-image/reverie/internal/e2e/proc"
)

// whole is all of Reverie in one process, as go run . starts it.
type whole struct {
	t      *testing.T
	folder string
	port   int
	proc   *proc.Process
}

func newWhole(t *testing.T) *whole {
	return &whole{t: t, folder: t.TempDir(), port: proc.FreePort(t)}
}

func (w *whole) start(env ...string) {
	w.t.Helper()
	w.proc = proc.Start(w.t, proc.Command{
		Path: proc.Build(w.t, module),
		Args: []string{"-addr", proc.Addr(w.port), "-data", w.folder},
		Env:  append([]string{"CONVERSIONS=1"}, env...),
	})
	w.proc.WaitReady(proc.URL(w.port) + "/readyz")
}

func (w *whole) client() client { return client{t: w.t, url: proc.URL(w.port)} }

// occupy has the one worker busy for a while and returns the job: its picture
// is small to send and large to convert.
func (w *whole) occupy() string {
	w.t.Helper()
	const side = 6000
	m := image.NewNRGBA(image.Rect(0, 0, side, side))
	for i := range m.Pix {
		m.Pix[i] = 255
	}
	c := w.client()
	return c.accepted(c.do(http.MethodPost, "/api/jobs?converter=blur&sigma=50", encoded(m)))
}

// submitMany has n small jobs accepted.
func (w *whole) submitMany(n int) []string {
	w.t.Helper()
	ids := make([]string, n)
	var all sync.WaitGroup
	for part := range 8 {
		all.Go(func() {
			for i := part; i < n; i += 8 {
				a, err := w.client().try(w.t.Context(), http.MethodPost, "/api/jobs?converter=flip-horizontal", input)
				if err != nil || a.status != http.StatusAccepted {
					w.t.Errorf("POST: %v %v", a, err)
					return
				}
				ids[i] = a.header.Get("Location")
			}
		})
	}
	all.Wait()
	if w.t.Failed() {
		w.t.FailNow()
	}
	return ids
}

// outcomes polls all jobs until none is under way, and counts their ends.
func (w *whole) outcomes(paths []string) map[string]int {
	w.t.Helper()
	c, counts := w.client(), map[string]int{}
	open := paths
	proc.Until(w.t, 2*limit, "all jobs to end", func() error {
		var still []string
		for _, path := range open {
			a := c.get(path)
			switch {
			case a.status == http.StatusAccepted:
				still = append(still, path)
				continue
			case a.status == http.StatusOK && len(a.body) < 4096: // not the large one
				flipped(w.t, a.body)
			}
			counts[fmt.Sprint(a.status, " ", a.problem())]++
		}
		if open = still; len(open) > 0 {
			return fmt.Errorf("%d are open, ended: %v", len(open), counts)
		}
		return nil
	})
	return counts
}

// The whole process is killed with 200 accepted jobs open, and once more while
// it works them off. All of them end.
func TestProcessDiesWithOpenJobs(t *testing.T) {
	t.Parallel()
	const n = 200
	w := newWhole(t)
	w.start()
	first := w.occupy()
	paths := append([]string{jobs + first}, w.submitMany(n-1)...)
	if a := w.client().get(paths[0]); a.status != http.StatusAccepted {
		t.Fatalf("the first job has ended before all were accepted: %v", a)
	}
	w.proc.Kill()

	w.start()
	c := w.client()
	proc.Until(t, limit, "some jobs to end", func() error {
		if a := c.get(paths[n/2]); a.status == http.StatusAccepted {
			return fmt.Errorf("%v", a)
		}
		return nil
	})
	w.proc.Kill()

	w.start()
	began := time.Now()
	counts := w.outcomes(paths)
	t.Logf("ends: %v, in %v after the last start", counts, time.Since(began).Round(time.Millisecond))
	if counts["200 "] != n {
		t.Errorf("ends: %v, want all %d jobs to succeed", counts, n)
	}
}

// It stays away for longer than jobs are kept: they are gone, and none is
// under way for ever.
func TestProcessComesBackTooLate(t *testing.T) {
	t.Parallel()
	const n = 20
	w := newWhole(t)
	w.start("JOB_TTL=10s")
	first := w.occupy()
	paths := append([]string{jobs + first}, w.submitMany(n-1)...)
	w.proc.Kill()
	time.Sleep(10 * time.Second)
	w.start("JOB_TTL=10s")
	if counts := w.outcomes(paths); counts["404 not-found"] != n {
		t.Errorf("ends: %v, want %d times 404", counts, n)
	}
}
