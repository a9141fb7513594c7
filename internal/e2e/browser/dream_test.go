package browser

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

func green(c [3]int) bool { return c[1] > 160 && c[0] < 80 && c[2] < 110 }

// dream opens the page with a picture and starts a daydream of so many steps.
func dream(t *testing.T, steps, ms int) *page {
	t.Helper()
	p := open(t, "/")
	p.drop(file(t, "holiday.jpg", photo(t, 640, 400)))
	p.click("converter-daydream")
	p.fill("param-steps", fmt.Sprint(steps))
	p.fill("param-ms", fmt.Sprint(ms))
	p.click("apply")
	return p
}

// preview waits for a preview other than one seen before, on the picture's place.
func (p *page) preview(seen string) string {
	p.t.Helper()
	p.long(fmt.Sprintf(`(() => {
		const img = document.querySelector('[data-testid="preview-image"]');
		if (!img?.naturalWidth || img.src === %q) return false;
		const [a, b] = [img, document.querySelector('[data-testid="result-image"]')].map((e) => e.getBoundingClientRect());
		return ['left', 'top', 'width', 'height'].every((k) => Math.abs(a[k] - b[k]) < 1);
	})()`, seen))
	return eval[string](p, `document.querySelector('[data-testid="preview-image"]').src`)
}

// long waits until an expression is true, for longer than a step of a test may
// take: machines that dream are busy.
func (p *page) long(expression string) {
	p.t.Helper()
	for end := time.Now().Add(8 * patience); time.Now().Before(end); time.Sleep(100 * time.Millisecond) {
		if eval[bool](p, expression) {
			return
		}
	}
	p.shot()
	p.t.Fatalf("not in time: %s", expression)
}

const idle = `!document.body.classList.contains('is-converting')`

// job is the ID of the job that the page asked for last.
func (p *page) job() string {
	p.t.Helper()
	return eval[string](p, `performance.getEntriesByType('resource').map((e) => e.name.match(/\/api\/jobs\/([^/?]+)/)?.[1]).filter(Boolean).pop() ?? ''`)
}

func TestADreamGrowsInSight(t *testing.T) {
	p := dream(t, 8, 900)
	first := p.preview("")
	p.until(`/\d+ %/.test(document.querySelector('[data-testid="progress-state"]').textContent)`)
	p.preview(first)
	p.long(idle)
	p.step(1)
	p.gone("preview-image")
	p.shows(0.2, green, "green: the result is not the original")
	p.shows(0.8, green, "green")

	p.click("origin")
	if text := p.text("provenance-model"); !strings.Contains(text, "daylight") || !strings.Contains(text, "1.2") || !strings.Contains(text, "5f70bf18a086") {
		t.Errorf("the model is told as %q", text)
	}
	if text := p.text("provenance-seed"); text != "7" {
		t.Errorf("the seed is told as %q, want 7", text)
	}
	p.do(chromedp.KeyEvent(kb.Escape))
	p.gone("provenance")
	p.until(`new Promise((resolve) => {
		const open = indexedDB.open('reverie');
		open.onsuccess = () => {
			open.result.transaction('docs').objectStore('docs').getAll().onsuccess = (e) => resolve(Boolean(e.target.result[0].steps[0].provenance));
			open.result.close();
		};
	})`)
	p.do(chromedp.Reload())
	p.step(1)
	p.click("origin") // it is kept with the step
	p.see("provenance-model")
	p.calm()
}

func TestADreamGoesOnAfterAReload(t *testing.T) {
	p := dream(t, 20, 900)
	p.preview("")
	p.do(chromedp.Reload())
	p.preview("")
	p.long(idle)
	p.step(1)
	p.shows(0.2, green, "green")
	p.calm()
}

func TestACancelledDreamIsGone(t *testing.T) {
	p := dream(t, 60, 1000)
	p.preview("")
	job := p.job()
	p.do(chromedp.KeyEvent(kb.Escape))
	p.gone("progress")
	p.gone("preview-image")
	p.shows(0.2, red, "red: the picture is as it was")
	for _, path := range []string{"", "/preview"} {
		p.until(fmt.Sprintf(`fetch('/api/jobs/%s%s').then((r) => r.status === 404)`, job, path))
	}
	p.calm()
}
