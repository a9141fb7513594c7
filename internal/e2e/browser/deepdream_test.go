package browser

import (
	"fmt"
	"regexp"
	"testing"

	"github.com/chromedp/chromedp"
)

// deepdream opens the page with a picture and starts a dream with the shipped
// network.
func deepdream(t *testing.T, preset string, steps int) *page {
	t.Helper()
	p := open(t, "/")
	p.drop(file(t, "holiday.jpg", photo(t, 640, 400)))
	p.click("converter-deepdream")
	p.do(chromedp.WaitVisible(id("search-preset")), chromedp.SendKeys(id("search-preset"), preset))
	p.click("param-preset-" + preset)
	p.fill("param-steps", fmt.Sprint(steps))
	p.fill("param-seed", "42")
	p.see("estimate")
	p.click("apply")
	return p
}

func TestDeepDream(t *testing.T) {
	p := deepdream(t, "shell", 50)
	first := p.preview("")
	p.preview(first)
	if eval[bool](p, idle) {
		t.Error("the second preview came after the end")
	}
	p.long(idle)
	p.step(1)
	p.gone("preview-image")
	if !eval[bool](p, changed) {
		t.Error("the result is the original")
	}

	p.click("origin")
	if text := p.text("provenance-model"); !regexp.MustCompile(`(?s)version.*[0-9a-f]{12}`).MatchString(text) {
		t.Errorf("the model is told as %q", text)
	}
	if text := p.text("provenance-preset"); text != "Shells" {
		t.Errorf("the preset is told as %q", text)
	}
	if text := p.text("provenance-seed"); text != "42" {
		t.Errorf("the seed is told as %q, want 42", text)
	}
	p.calm()
}

// changed is whether many of the shown picture's pixels differ from the photo's.
const changed = `(() => {
	const [result, original] = ['[data-testid="result-image"]', '.layer-base'].map((selector) => {
		const img = document.querySelector('#stage ' + selector);
		const c = Object.assign(document.createElement('canvas'), {width: img.naturalWidth, height: img.naturalHeight});
		const g = c.getContext('2d');
		g.drawImage(img, 0, 0);
		return g.getImageData(0, 0, c.width, c.height).data;
	});
	let n = 0;
	for (let i = 0; i < result.length; i += 4) if (Math.abs(result[i + 1] - original[i + 1]) > 12) n++;
	return result.length === original.length && n > result.length / 4 / 20;
})()`

func TestACancelledDeepDreamIsGone(t *testing.T) {
	p := deepdream(t, "eyes", 100)
	p.preview("")
	job := p.job()
	p.click("cancel")
	p.gone("progress")
	p.gone("preview-image")
	p.shows(0.2, red, "red: the picture is as it was")
	p.until(fmt.Sprintf(`fetch('/api/jobs/%s').then((r) => r.status === 404)`, job))
	p.calm()
}
