package browser

import (
	"fmt"
	"testing"

	"github.com/chromedp/chromedp"
)

// TestNothingHangsOverOnAPhone opens a picture on phones down to the smallest,
// light and dark: the page must not be wider than they are.
func TestNothingHangsOverOnAPhone(t *testing.T) {
	p := open(t, "/")
	p.drop(file(t, "holiday.jpg", photo(t, 320, 200)))
	p.click("converter-grayscale")
	p.step(1)
	for _, size := range [][2]int64{{320, 568}, {360, 740}, {390, 844}} {
		p.do(chromedp.EmulateViewport(size[0], size[1], chromedp.EmulateMobile))
		p.until(fmt.Sprintf("innerWidth >= %d", size[0]))
		if w := eval[int64](p, "document.documentElement.scrollWidth"); w > size[0] {
			t.Errorf("on a phone %d pixels wide the page has %d", size[0], w)
		}
	}
	p.calm()
}
