package browser

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

func yellow(c [3]int) bool { return c[0] > 200 && c[1] > 200 && c[2] < 90 }

// give chooses the file of a further picture.
func (p *page) give(name, path string) {
	p.t.Helper()
	p.do(chromedp.WaitReady(id("file-"+name)), chromedp.SetUploadFiles(id("file-"+name), []string{path}))
	p.see("remove-" + name)
}

// plain is a PNG of one colour.
func plain(t *testing.T, c color.NRGBA) []byte {
	t.Helper()
	m := image.NewNRGBA(image.Rect(0, 0, 60, 40))
	fillRows(m, 0, 40, c)
	var b bytes.Buffer
	if err := png.Encode(&b, m); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestASecondPicture(t *testing.T) {
	p := open(t, "/")
	p.drop(file(t, "holiday.jpg", photo(t, 320, 200)))
	p.click("converter-restyle")
	if text := p.text("missing"); !strings.Contains(text, "style picture") {
		t.Errorf("what is missing is told as %q", text)
	}
	if !eval[bool](p, `document.querySelector('[data-testid="apply"]').disabled`) {
		t.Error("it can be applied without the picture that it needs")
	}
	p.give("guide", file(t, "yellow.png", plain(t, color.NRGBA{250, 230, 20, 255})))
	p.gone("missing")
	p.click("apply")
	p.step(1)
	p.shows(0.2, yellow, "yellow, as the style picture is")

	p.click("remove-guide")
	p.see("missing")
	p.give("guide", file(t, "notes.png", []byte("I am no picture, but the page cannot know.")))
	p.click("apply")
	p.see("error")
	p.click("dismiss-error")
	p.click("remove-guide")

	// Pasted while the well has the focus, and dropped onto it.
	for kind, event := range map[string]string{"paste": "ClipboardEvent('paste', {clipboardData: data", "drop": "DragEvent('drop', {dataTransfer: data"} {
		eval[bool](p, fmt.Sprintf(`(() => {
			const canvas = Object.assign(document.createElement('canvas'), {width: 8, height: 8});
			return new Promise((done) => canvas.toBlob((blob) => {
				const data = new DataTransfer();
				data.items.add(new File([blob], '%s.png', {type: 'image/png'}));
				document.querySelector('[data-testid="choose-guide"]').dispatchEvent(new %s, bubbles: true, cancelable: true}));
				done(true);
			}));
		})()`, kind, event))
		p.see("remove-guide")
		if text := p.text("well-guide"); !strings.Contains(text, kind+".png") {
			t.Errorf("after a %s the well shows %q", kind, text)
		}
		p.click("remove-guide")
	}
	if name := p.text("file-name"); !strings.Contains(name, "holiday.jpg") {
		t.Errorf("the page opened %q, which was for the well", name)
	}
	p.calm()
}

func TestAPictureFromTheGallery(t *testing.T) {
	p := register(t, "ada")
	p.drop(file(t, "holiday.jpg", photo(t, 320, 200)))
	p.click("converter-grayscale")
	p.step(1)
	p.click("converter-daydream")
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
	p.click("chooser-original")
	p.click("chooser-item")
	p.gone("chooser")
	p.see("remove-guide") // when the picture has come
	if text := p.text("well-guide"); !strings.Contains(text, "holiday.jpg") {
		t.Errorf("the well shows %q", text)
	}
	p.click("apply")
	p.step(2)
	p.shows(0.8, red, "red, as the original's corner is")

	p.signOut()
	p.drop(file(t, "other.jpg", photo(t, 320, 200)))
	p.see("choose-guide") // what the account gave is gone with it
	p.calm()
}
