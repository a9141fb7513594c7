package browser

import (
	"context"
	"fmt"
	"testing"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"
)

// TestCropByTouch drags and pinches on the smallest of phones.
func TestCropByTouch(t *testing.T) {
	p := open(t, "/")
	p.do(chromedp.EmulateViewport(320, 568, chromedp.EmulateMobile, chromedp.EmulateTouch))
	p.drop(file(t, "chart.png", chartPNG(t, 240, 160)))
	p.click("converter-crop")
	p.see("area")
	touch := func(kind input.DispatchTouchEventType, at ...float64) {
		t.Helper()
		params := input.DispatchTouchEventParams{Type: kind, TouchPoints: []*input.TouchPoint{}}
		for i := 0; i < len(at); i += 2 {
			finger := float64(i)
			params.TouchPoints = append(params.TouchPoints, &input.TouchPoint{X: at[i], Y: at[i+1], ID: &finger})
		}
		p.do(chromedp.Func(func(ctx context.Context, tab *chromedp.Target) error {
			_, err := cdp.Call(ctx, tab, input.DispatchTouchEvent, params)
			return err
		}))
	}
	scale := eval[float64](p, `document.querySelector('.sheet').getBoundingClientRect().width / 240`)
	x, y := p.middle("area-se")
	if x > 319 || x < 200 {
		t.Errorf("the corner is at %v of 320 pixels: no finger gets hold of it", x)
	}
	touch(input.DispatchTouchEventTypeTouchStart, x, y)
	touch(input.DispatchTouchEventTypeTouchMove, x-100*scale, y-40*scale)
	touch(input.DispatchTouchEventTypeTouchEnd)
	p.says(0, 0, 140, 120, "after a finger")

	x, y = p.middle("area-box")
	touch(input.DispatchTouchEventTypeTouchStart, x, y)
	touch(input.DispatchTouchEventTypeTouchMove, x+12, y)
	touch(input.DispatchTouchEventTypeTouchStart, x+12, y, x+40, y)
	touch(input.DispatchTouchEventTypeTouchMove, x-20, y, x+80, y)
	touch(input.DispatchTouchEventTypeTouchEnd)
	p.says(0, 0, 140, 120, "two fingers zoom, and the box stays where it was")
	p.until(fmt.Sprintf(`document.querySelector('.sheet').getBoundingClientRect().width / 240 > %v`, scale*1.5))
	if w := eval[int64](p, "document.documentElement.scrollWidth"); w > 320 {
		t.Errorf("the page is %d pixels wide on a phone of 320", w)
	}
	p.calm()
}
