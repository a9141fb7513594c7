package browser

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// edited opens the page with a picture that is flipped, gray and of contrast 60.
func edited(p *page) {
	p.t.Helper()
	p.drop(file(p.t, "holiday.jpg", photo(p.t, 320, 200)))
	p.click("converter-flip-horizontal")
	p.step(1)
	p.click("converter-contrast")
	p.fill("param-contrast", "60")
	p.click("apply")
	p.step(2)
}

// named waits until the file that is open has a name.
func (p *page) named(name string) {
	p.t.Helper()
	p.until(fmt.Sprintf(`document.querySelector('[data-testid="file-name"]').textContent === %q`, name))
}

// shut closes the dialog that is open.
func (p *page) shut(name string) {
	p.t.Helper()
	p.do(chromedp.KeyEvent(kb.Escape))
	p.gone(name)
}

func TestTheHistoryIsARecipe(t *testing.T) {
	p := open(t, "/")
	edited(p)
	p.click("recipe")
	if text := p.text("recipe-text"); text != "flip-horizontal,contrast:60" {
		t.Errorf("the recipe is %q", text)
	}
	if text := p.text("recipe-steps"); !strings.Contains(text, "Flip") || !strings.Contains(text, "+60") {
		t.Errorf("the steps are told as %q", text)
	}
	p.shut("recipe-dialog")

	p.click("undo")
	p.step(1)
	p.do(chromedp.KeyEvent("r")) // of what is shown
	if text := p.text("recipe-text"); text != "flip-horizontal" {
		t.Errorf("after undoing, the recipe is %q", text)
	}

	// One from elsewhere, by keyboard.
	p.do(chromedp.SendKeys(id("recipe-field"), `flip-horizontal, grayscale`+kb.Enter))
	p.gone("recipe-dialog")
	p.step(2)
	p.shows(0.2, gray, "gray")
	if text := p.text("step-2"); !strings.Contains(text, "Grayscale") {
		t.Errorf("the step is told as %q", text)
	}
	p.click("recipe")
	if text := p.text("recipe-text"); text != "flip-horizontal,flip-horizontal,grayscale" {
		t.Errorf("a recipe in a recipe is %q", text)
	}
	p.do(chromedp.SendKeys(id("recipe-field"), `grayscale,sharpenn:3`+kb.Enter))
	if text := p.text("error-detail"); !strings.Contains(text, "Step 2") || !strings.Contains(text, "sharpenn") {
		t.Errorf("an unknown step is told as %q", text)
	}
	p.click("dismiss-error")
	p.calm()
}

// TestTheRecipesCommand runs what is copied.
func TestTheRecipesCommand(t *testing.T) {
	shell, err := exec.LookPath("sh")
	if _, missing := exec.LookPath("curl"); err != nil || missing != nil {
		t.Fatal("this test needs a shell and curl")
	}
	p := open(t, "/")
	edited(p)
	p.click("converter-daydream") // runs by itself: two requests
	p.click("apply")
	p.step(3)
	p.click("recipe")
	p.gone("recipe-text")
	if text := p.text("recipe-alone"); !strings.Contains(text, "Daydream") {
		t.Errorf("what is no part of a recipe is told as %q", text)
	}
	eval[bool](p, `(navigator.clipboard.writeText = async (text) => { window.copied = text; }, true)`)
	p.click("recipe-curl")
	p.until(`Boolean(window.copied)`)
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "holiday.jpg"), photo(t, 320, 200), 0o644); err != nil {
		t.Fatal(err)
	}
	command := eval[string](p, `window.copied`)
	cmd := exec.CommandContext(t.Context(), shell, "-c", command)
	cmd.Dir = dir
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%s\n%v: %s", command, err, out)
	}
	if made, err := filepath.Glob(filepath.Join(dir, "holiday-*.jpg")); err != nil || len(made) != 1 {
		t.Errorf("%s\nmakes %v", command, made)
	}
	p.calm()
}

func TestARecipeIsKeptAndRunAgain(t *testing.T) {
	p := open(t, "/register")
	p.credentials("ada", password)
	p.gone("auth-dialog")
	p.do(chromedp.Navigate(p.url + "/"))
	edited(p)
	p.click("recipe")
	p.click("keep-recipe")
	p.see("recipe-kept")

	p.click("nav-gallery")
	item := `[...document.querySelectorAll('[data-testid="gallery-item"]')].find((e) => e.textContent.includes('Recipe'))`
	p.until(fmt.Sprintf(`%s?.textContent.includes('Flip') && %s.textContent.includes('+60')`, item, item))
	eval[bool](p, fmt.Sprintf(`(%s.querySelector('[data-testid="open-item"]').click(), true)`, item))
	p.click("origin-detail")
	if text := p.text("provenance-recipe"); !strings.Contains(text, "Contrast") {
		t.Errorf("the recipe is told as %q", text)
	}
	p.shut("provenance")

	p.click("rerun") // on a file
	p.do(chromedp.WaitReady(id("rerun-input")), chromedp.SetUploadFiles(id("rerun-input"), []string{file(t, "other.jpg", photo(t, 200, 300))}))
	p.named("other.jpg")
	p.step(1)
	p.shows(0.2, blue, "blue: it is flipped")

	p.click("recipe") // on a picture of the gallery
	p.click("rerun")
	p.click("rerun-gallery")
	p.see("chooser-item")
	p.click("chooser-original")
	eval[bool](p, `([...document.querySelectorAll('[data-testid="chooser-item"]')].pop().click(), true)`)
	p.named("holiday.jpg")
	p.step(1)
	p.shows(0.2, blue, "blue: it is flipped")
	p.calm()
}

// TestStepsThatRunAlone: a history is run again whatever it is made of, one
// request after the other, also over a reload.
func TestStepsThatRunAlone(t *testing.T) {
	p := open(t, "/")
	p.drop(file(t, "holiday.jpg", photo(t, 320, 200)))
	p.click("converter-flip-horizontal")
	p.step(1)
	p.click("converter-slow")
	p.fill("param-ms", "1500")
	p.click("apply")
	p.step(2)
	p.click("converter-grayscale")
	p.step(3)
	p.click("recipe")
	p.click("rerun")
	p.do(chromedp.WaitReady(id("rerun-input")), chromedp.SetUploadFiles(id("rerun-input"), []string{file(t, "other.jpg", photo(t, 200, 100))}))
	p.named("other.jpg")
	p.see("progress")
	p.do(chromedp.Reload())
	p.step(3)
	p.shows(0.2, gray, "gray")
	p.calm()
}
