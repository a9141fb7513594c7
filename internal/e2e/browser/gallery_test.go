package browser

import (
	"bytes"
	"context"
	"image/color"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/browser"
	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/chromedp"
)

// downloads makes the browser keep what it downloads in a folder.
func (p *page) downloads() string {
	p.t.Helper()
	dir := p.t.TempDir()
	p.do(chromedp.Func(func(ctx context.Context, tab *chromedp.Target) error {
		_, err := cdp.Call(ctx, tab, browser.SetDownloadBehavior, browser.SetDownloadBehaviorParams{
			Behavior: browser.SetDownloadBehaviorBehaviorAllow, DownloadPath: dir,
		})
		return err
	}))
	return dir
}

// downloaded waits for a file to be whole.
func (p *page) downloaded(dir, name string) []byte {
	p.t.Helper()
	for end := time.Now().Add(patience); time.Now().Before(end); time.Sleep(50 * time.Millisecond) {
		if data, err := os.ReadFile(filepath.Join(dir, name)); err == nil && len(data) > 0 {
			return data
		}
	}
	p.shot()
	there, _ := os.ReadDir(dir)
	p.t.Fatalf("no %s was downloaded; there is %v", name, there)
	return nil
}

// TestTheFurtherPictureInTheGallery gives a converter a picture besides the main
// one, and asks the gallery for it. It was one of the gallery itself: the result of
// another conversion.
func TestTheFurtherPictureInTheGallery(t *testing.T) {
	p := register(t, "ada")
	dir := p.downloads()
	guide := plain(t, color.NRGBA{250, 230, 20, 255})
	p.drop(file(t, "yellow.png", guide))
	p.click("converter-flip-horizontal")
	p.step(1)
	p.drop(file(t, "holiday.jpg", photo(t, 320, 200)))
	p.until(`document.querySelector('[data-testid="file-name"]').textContent === 'holiday.jpg'`)
	p.click("converter-restyle")
	for end := range 40 { // it gets there by an event
		p.click("gallery-guide")
		p.see("chooser")
		p.until(`document.querySelector('.chooser-note').textContent !== 'Loading'`)
		if eval[bool](p, `Boolean(document.querySelector('[data-testid="chooser-item"]'))`) || end == 39 {
			break
		}
		p.click("close-dialog")
		p.gone("chooser")
	}
	p.click("chooser-item")
	p.gone("chooser")
	if text := p.text("well-guide"); !strings.Contains(text, "yellow-flip-horizontal.png") {
		t.Errorf("the well shows %q", text)
	}
	p.see("remove-guide")
	p.click("apply")
	p.step(1)
	p.shows(0.2, yellow, "yellow, as the picture of the gallery is")

	p.until(`document.querySelector('[data-testid="nav-gallery"]').click() ?? true`)
	for end := time.Now().Add(patience); !eval[bool](p, `[...document.querySelectorAll('[data-testid="gallery-item"]')].some((e) => e.textContent.includes('Restyle'))`); time.Sleep(200 * time.Millisecond) {
		if time.Now().After(end) {
			p.shot()
			t.Fatal("the gallery has no restyled picture")
		}
		eval[bool](p, `(document.querySelector('[data-testid="nav-editor"]').click(), document.querySelector('[data-testid="nav-gallery"]').click(), new Promise((r) => setTimeout(() => r(true), 500)))`)
	}
	p.click("open-item") // the newest is the first
	p.see("detail")
	if text := p.text("download-further"); text != "Download the style picture" {
		t.Errorf("the button says %q", text)
	}
	p.click("download-further")
	further := p.downloaded(dir, "guide.png")
	p.click("download-result")
	p.downloaded(dir, "holiday-restyle.jpg")
	p.click("close-dialog")
	p.gone("detail")

	// What the gallery gave is what the flipped picture was downloaded as.
	p.do(chromedp.Evaluate[chromedp.Void](`document.querySelectorAll('[data-testid="open-item"]')[1].click()`))
	p.see("detail")
	p.gone("download-further")
	p.click("download-result")
	if flipped := p.downloaded(dir, "yellow-flip-horizontal.png"); !bytes.Equal(flipped, further) {
		t.Errorf("the further picture has %d bytes, the one it was taken from %d", len(further), len(flipped))
	}
	p.calm()
}
