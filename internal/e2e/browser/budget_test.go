package browser

import (
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

func TestTooMuchIsMadeToFit(t *testing.T) {
	p := open(t, "/")
	p.drop(file(t, "large.jpg", photo(t, 2000, 1500)))
	p.click("converter-daydream")
	if text := p.text("estimate"); !strings.Contains(text, "about 12 s") {
		t.Errorf("3 megapixels, 4 steps: %q", text)
	}
	p.fill("param-steps", "10")
	if text := p.text("over-budget"); !strings.Contains(text, "about 30 s") || !strings.Contains(text, "1632 × 1224") || !strings.Contains(text, "steps up to 6") {
		t.Errorf("the page warns: %q", text)
	}
	p.click("apply") // a warning forbids nothing: the server does
	if text := p.text("error-detail"); !strings.Contains(text, "1632 × 1224") {
		t.Errorf("the server's answer is told as %q", text)
	}
	p.click("make-fit")
	p.step(1)
	p.gone("over-budget")
	if text := p.text("estimate"); !strings.Contains(text, "1632 × 1224") {
		t.Errorf("with fit the estimate is %q", text)
	}
	p.click("param-fit")
	p.click("fit")
	p.gone("over-budget")
	if !eval[bool](p, `document.querySelector('[data-testid="param-fit"]').checked`) {
		t.Error("Make it fit does not switch fit on")
	}
	p.calm()
}

func TestManyChoices(t *testing.T) {
	p := open(t, "/")
	p.drop(file(t, "holiday.jpg", photo(t, 320, 200)))
	p.click("converter-daydream")
	p.do(chromedp.WaitVisible(id("search-preset")), chromedp.SendKeys(id("search-preset"), "Mo"), chromedp.SendKeys(id("search-preset"), kb.Enter))
	p.until(`document.querySelector('[data-testid="param-preset-moss"]').checked`)
	p.gone("param-preset-teal")
	p.see("reset")
	p.click("reset")
	p.until(`document.querySelector('[data-testid="param-preset-green"]').checked`)
	p.click("dice-seed")
	seed := `document.querySelector('[data-testid="param-seed"]').value`
	if was := eval[string](p, seed); was == "" {
		t.Error("the dice give no seed")
	}
	p.calm()
}
