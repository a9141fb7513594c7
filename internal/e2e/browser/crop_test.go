package browser

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"testing"

	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// chart is a picture whose pixels tell where they are: red is x, green is y.
func chart(w, h int) *image.NRGBA {
	m := image.NewNRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			m.SetNRGBA(x, y, color.NRGBA{uint8(x), uint8(y), 90, 255})
		}
	}
	return m
}

func chartPNG(t *testing.T, w, h int) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, chart(w, h)); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// turnedJPEG is the chart as a camera held upright stores it: turned, with an
// orientation of 6 in its EXIF data.
func turnedJPEG(t *testing.T, w, h int) []byte {
	t.Helper()
	shown, stored := chart(w, h), image.NewNRGBA(image.Rect(0, 0, h, w))
	for y := range w {
		for x := range h {
			stored.SetNRGBA(x, y, shown.NRGBAAt(w-1-y, x))
		}
	}
	var b bytes.Buffer
	if err := jpeg.Encode(&b, stored, &jpeg.Options{Quality: 100}); err != nil {
		t.Fatal(err)
	}
	exif := []byte("Exif\x00\x00MM\x00*\x00\x00\x00\x08\x00\x01\x01\x12\x00\x03\x00\x00\x00\x01\x00\x06\x00\x00\x00\x00\x00\x00")
	head := binary.BigEndian.AppendUint16([]byte{0xff, 0xd8, 0xff, 0xe1}, uint16(len(exif)+2))
	return append(append(head, exif...), b.Bytes()[2:]...)
}

// middle of an element, in the window.
func (p *page) middle(name string) (x, y float64) {
	p.t.Helper()
	p.see("area")
	at := eval[[]float64](p, fmt.Sprintf(`(() => { const r = document.querySelector('%s').getBoundingClientRect(); return [r.left + r.width / 2, r.top + r.height / 2]; })()`, id(name)))
	return at[0], at[1]
}

// drag presses the mouse on a part of the box and moves it by pixels of the
// picture, in two steps.
func (p *page) drag(name string, dx, dy float64) {
	p.t.Helper()
	scale := eval[float64](p, `document.querySelector('.sheet').getBoundingClientRect().width / document.querySelector('[data-testid="result-image"]').naturalWidth`)
	x, y := p.middle(name)
	held := chromedp.ButtonType(input.MouseButtonLeft)
	p.do(chromedp.MouseEvent(input.DispatchMouseEventTypeMousePressed, x, y, held, chromedp.ClickCount(1)),
		chromedp.MouseEvent(input.DispatchMouseEventTypeMouseMoved, x+dx*scale/2, y+dy*scale/2, held),
		chromedp.MouseEvent(input.DispatchMouseEventTypeMouseMoved, x+dx*scale, y+dy*scale, held),
		chromedp.MouseEvent(input.DispatchMouseEventTypeMouseReleased, x+dx*scale, y+dy*scale, held, chromedp.ClickCount(1)))
}

// fields are what the number fields say: left, top, width, height.
func (p *page) fields() [4]float64 {
	p.t.Helper()
	return [4]float64(eval[[]float64](p, `['x', 'y', 'width', 'height'].map((n) => Number(document.querySelector('[data-testid="param-' + n + '"]').value))`))
}

// says holds the number fields, and what the box tells, against a box.
func (p *page) says(x, y, w, h int, when string) {
	p.t.Helper()
	if got, want := p.fields(), [4]float64{float64(x), float64(y), float64(w), float64(h)}; got != want {
		p.shot()
		p.t.Errorf("%s: the fields say %v, want %v", when, got, want)
	}
	want := fmt.Sprintf("%d × %d pixels, %d from the left, %d from the top", w, h, x, y)
	for _, part := range []string{"area-box", "area-nw", "area-s"} {
		if got := eval[string](p, fmt.Sprintf(`document.querySelector('%s').getAttribute('aria-valuetext')`, id(part))); got != want {
			p.t.Errorf("%s: %s tells %q, want %q", when, part, got, want)
		}
	}
}

// cut holds the result against that part of the chart.
func (p *page) cut(x, y, w, h int) {
	p.t.Helper()
	p.until(fmt.Sprintf(`(() => { const i = document.querySelector('[data-testid="result-image"]'); return i.complete && i.naturalWidth === %d && i.naturalHeight === %d })()`, w, h))
	corners := eval[[]int](p, `(() => {
		const img = document.querySelector('[data-testid="result-image"]');
		const [width, height] = [img.naturalWidth, img.naturalHeight];
		const g = Object.assign(document.createElement('canvas'), {width, height}).getContext('2d');
		g.drawImage(img, 0, 0);
		const at = (x, y) => Array.from(g.getImageData(x, y, 1, 1).data.slice(0, 2));
		return [...at(0, 0), ...at(width - 1, height - 1)];
	})()`)
	for i, want := range []int{x, y, x + w - 1, y + h - 1} {
		if d := corners[i] - want; d < -3 || d > 3 {
			p.t.Errorf("the result's corners are from %v, want %v", corners, []int{x, y, x + w - 1, y + h - 1})
			break
		}
	}
}

func TestCropByDragging(t *testing.T) {
	p := open(t, "/")
	p.drop(file(t, "chart.png", chartPNG(t, 240, 160)))
	p.click("converter-crop")
	p.says(0, 0, 240, 160, "at first")
	p.drag("area-nw", 40, 30)
	p.says(40, 30, 200, 130, "after a corner")
	p.drag("area-e", -60, 25)
	p.says(40, 30, 140, 130, "after an edge, which moves one way alone")
	p.drag("area-box", 1000, -10)
	p.says(100, 20, 140, 130, "after the box, which stays in the picture")
	p.drag("area-se", -5000, -5000)
	p.says(100, 20, 1, 1, "at the least")
	p.drag("area-se", 100, 50)
	p.says(100, 20, 101, 51, "grown again")
	p.click("apply")
	p.step(1)
	p.cut(100, 20, 101, 51)
	p.gone("area") // done: what is seen is the result
	p.gone("apply")

	p.click("undo")
	p.step(0)
	p.click("converter-crop")
	p.says(0, 0, 240, 160, "on another picture")
	p.calm()
}

func TestCropInAShape(t *testing.T) {
	p := open(t, "/")
	p.drop(file(t, "chart.png", chartPNG(t, 240, 160)))
	p.click("converter-crop")
	p.click("param-aspect-1/1")
	p.says(40, 0, 160, 160, "square")
	p.drag("area-nw", 60, 60)
	p.says(100, 60, 100, 100, "a corner of the square")
	p.drag("area-n", 0, 50)
	p.says(125, 110, 50, 50, "an edge of the square")
	p.click("param-aspect-original")
	p.says(120, 115, 61, 41, "as the picture, about as large")
	p.click("param-aspect-16/9")
	p.fill("param-width", "160")
	p.says(80, 70, 160, 90, "16 : 9, 160 wide")
	p.click("param-unit-percent")
	if got := p.fields(); got != [4]float64{33.33, 43.75, 66.67, 56.25} {
		t.Errorf("in percent: %v", got)
	}
	p.drag("area-box", -7, -7)
	p.click("apply")
	p.step(1)
	p.cut(73, 63, 160, 90)
	p.calm()
}

func TestCropByKeyboard(t *testing.T) {
	p := open(t, "/")
	p.drop(file(t, "chart.png", chartPNG(t, 240, 160)))
	p.click("converter-crop")
	p.fill("param-width", "100")
	p.fill("param-height", "80")
	p.says(0, 0, 100, 80, "the fields drive the box")
	shift := chromedp.KeyModifiers(chromedp.ModifierShift)
	p.do(chromedp.Focus(id("area-box")),
		chromedp.KeyEvent(kb.ArrowRight, shift), chromedp.KeyEvent(kb.ArrowRight), chromedp.KeyEvent(kb.ArrowDown, shift), chromedp.KeyEvent(kb.ArrowUp))
	p.says(11, 9, 100, 80, "the box by keys")
	p.do(chromedp.KeyEvent(kb.Tab), // to the first handle
		chromedp.KeyEvent(kb.ArrowLeft), chromedp.KeyEvent(kb.ArrowDown, shift))
	p.says(10, 19, 101, 70, "a corner by keys")
	p.do(chromedp.KeyEvent(kb.Tab), chromedp.KeyEvent(kb.ArrowUp), chromedp.KeyEvent(kb.ArrowUp))
	p.says(10, 17, 101, 72, "an edge by keys")
	p.do(chromedp.KeyEvent(kb.Enter))
	p.step(1)
	p.cut(10, 17, 101, 72)
	p.until(`document.activeElement.id === 'stage'`)
	p.calm()
}

// TestCropAsShown crops what EXIF turns, on a screen of three pixels a CSS pixel.
func TestCropAsShown(t *testing.T) {
	p := open(t, "/")
	p.do(chromedp.EmulateViewport(1280, 800, chromedp.EmulateScale(3)))
	p.drop(file(t, "turned.jpg", turnedJPEG(t, 240, 160)))
	p.click("converter-crop")
	p.says(0, 0, 240, 160, "turned")
	p.drag("area-ne", -80, 64)
	p.says(0, 64, 160, 96, "turned, after a corner")
	p.click("apply")
	p.step(1)
	p.cut(0, 64, 160, 96)
	p.calm()
}
