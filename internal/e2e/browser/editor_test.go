package browser

import (
	"bytes"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// colour is that of the shown picture at a share of its width, or all -1 while
// there is none.
func (p *page) colour(x float64) [3]int {
	p.t.Helper()
	rgb := eval[[]int](p, fmt.Sprintf(`(() => {
		const img = document.querySelector('[data-testid="result-image"]');
		if (!img?.complete || !img.naturalWidth) return [-1, -1, -1];
		const c = Object.assign(document.createElement('canvas'), {width: img.naturalWidth, height: img.naturalHeight});
		const g = c.getContext('2d');
		g.drawImage(img, 0, 0);
		return Array.from(g.getImageData(Math.floor(c.width * %v), c.height / 2, 1, 1).data.slice(0, 3));
	})()`, x))
	return [3]int(rgb)
}

// shows waits until the picture has such a colour at a share of its width.
func (p *page) shows(x float64, is func([3]int) bool, what string) {
	p.t.Helper()
	var c [3]int
	for end := time.Now().Add(patience); time.Now().Before(end); time.Sleep(50 * time.Millisecond) {
		if c = p.colour(x); is(c) {
			return
		}
	}
	p.shot()
	p.t.Fatalf("at %v it shows %v, want %s", x, c, what)
}

func red(c [3]int) bool  { return c[0] > 180 && c[2] < 80 }
func blue(c [3]int) bool { return c[2] > 180 && c[0] < 80 }
func gray(c [3]int) bool {
	return c[0] >= 0 && max(c[0], c[1], c[2])-min(c[0], c[1], c[2]) < 8
}

// step waits for the history's step n to be the one that is shown.
func (p *page) step(n int) {
	p.t.Helper()
	p.see(fmt.Sprintf("step-%d", n))
	p.until(fmt.Sprintf(`document.querySelector('[data-testid="step-%d"]').getAttribute('aria-current') === 'step' && !document.body.classList.contains('is-converting')`, n))
}

func TestAnonymousConversion(t *testing.T) {
	p := open(t, "/")
	p.drop(file(t, "holiday.jpg", photo(t, 640, 400)))
	if name := p.text("file-name"); !strings.Contains(name, "holiday.jpg") {
		t.Errorf("file name %q", name)
	}
	p.shows(0.2, red, "red")
	p.shows(0.8, blue, "blue")

	p.click("converter-flip-horizontal")
	p.step(1)
	p.shows(0.2, blue, "blue: it is flipped")
	p.shows(0.8, red, "red")
	p.see("compare")

	p.click("converter-grayscale") // on the result
	p.step(2)
	p.shows(0.2, gray, "gray")

	p.click("undo")
	p.step(1)
	p.shows(0.2, blue, "blue: the gray is undone")
	p.do(chromedp.KeyEvent("z", chromedp.KeyModifiers(chromedp.ModifierCtrl)))
	p.step(0)
	p.click("redo")
	p.click("redo")
	p.step(2)

	p.click("converter-contrast")
	p.fill("param-contrast", "60")
	p.click("apply")
	p.step(3)
	p.calm()
}

func TestCompareByKeyboard(t *testing.T) {
	p := open(t, "/")
	p.drop(file(t, "a.jpg", photo(t, 300, 200)))
	p.click("converter-grayscale")
	p.step(1)
	value := `Number(document.querySelector('[data-testid="compare"] [role=slider], [data-testid="compare"][role=slider]').getAttribute('aria-valuenow'))`
	before := eval[float64](p, value)
	p.do(chromedp.Focus(chromedp.CSS(`[data-testid="compare"] [role=slider], [data-testid="compare"][role=slider]`)), chromedp.KeyEvent(kb.ArrowLeft), chromedp.KeyEvent(kb.ArrowLeft))
	if after := eval[float64](p, value); after >= before {
		t.Errorf("the divider is at %v, want it left of %v", after, before)
	}
	p.calm()
}

func TestWhatCannotBeConverted(t *testing.T) {
	p := open(t, "/")
	p.drop(file(t, "large.jpg", append(photo(t, 300, 200), bytes.Repeat([]byte{0}, 6<<20)...)))
	if text := p.text("error"); !strings.Contains(text, "5") || !strings.Contains(text, "MiB") {
		t.Errorf("6 MB: %q", text)
	}
	p.click("dismiss-error")

	p.drop(file(t, "notes.jpg", []byte("I am a text file, whatever my name says.")))
	p.click("converter-grayscale")
	if text := p.text("error"); !strings.Contains(strings.ToLower(text), "jpeg") {
		t.Errorf("a text file: %q, want what is taken", text)
	}
	p.calm()
}

func TestReloadInTheMiddle(t *testing.T) {
	p := open(t, "/")
	p.drop(file(t, "holiday.jpg", photo(t, 200, 120)))
	p.click("converter-slow")
	p.fill("param-ms", "4000")
	p.click("apply")
	p.see("progress")
	p.do(chromedp.Sleep(1500*time.Millisecond), chromedp.Reload())
	p.see("progress")
	p.step(1)
	p.shows(0.2, blue, "blue: the result arrives after the reload")
	p.do(chromedp.Reload())
	p.step(1) // what is finished survives, too
	p.calm()
}

func TestCancel(t *testing.T) {
	p := open(t, "/")
	p.drop(file(t, "holiday.jpg", photo(t, 200, 120)))
	p.click("converter-slow")
	p.fill("param-ms", "30000")
	p.click("apply")
	p.click("cancel")
	p.gone("progress")
	p.click("converter-grayscale")
	p.step(1)
	p.calm()
}

// TestByKeyboardAlone opens, converts and dismisses without a pointer.
func TestByKeyboardAlone(t *testing.T) {
	focused := func(p *page, name string) {
		t.Helper()
		p.until(fmt.Sprintf(`document.activeElement?.matches('#%[1]s, [data-testid="%[1]s"]')`, name))
	}
	p := open(t, "/")
	p.do(chromedp.WaitVisible(id("choose")), chromedp.Focus(id("choose")))
	p.drop(file(t, "notes.jpg", []byte("I am a text file, whatever my name says.")))
	p.see("file-name")
	focused(p, "stage") // the button that had the focus is gone

	p.do(chromedp.WaitVisible(id("converter-grayscale")), chromedp.Focus(id("converter-grayscale")), chromedp.KeyEvent(kb.Enter))
	p.see("error")
	p.do(chromedp.KeyEvent(kb.Escape))
	p.gone("error")

	p.do(chromedp.Focus(id("more-menu")), chromedp.KeyEvent(kb.Enter))
	p.see("show-shortcuts")
	for range 4 {
		p.do(chromedp.KeyEvent(kb.Tab))
	}
	p.gone("show-shortcuts") // a menu that the focus has left is closed

	p.do(chromedp.Focus(id("close")), chromedp.KeyEvent(kb.Enter))
	p.see("choose")
	focused(p, "main")
	p.calm()
}
