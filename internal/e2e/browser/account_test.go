package browser

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
)

func (p *page) credentials(username, password string) {
	p.t.Helper()
	p.fill("username", username)
	p.fill("password", password)
	p.click("submit-auth")
}

func TestAccountAndGallery(t *testing.T) {
	p := open(t, "/register")
	name := fmt.Sprintf("ada%d", time.Now().UnixNano()) // others may have been here
	p.credentials(name, password)
	p.gone("auth-dialog")
	p.see("account-menu")

	p.do(chromedp.Navigate(p.url + "/"))
	p.drop(file(t, "holiday.jpg", photo(t, 320, 200)))
	p.click("converter-flip-horizontal")
	p.step(1)

	p.click("nav-gallery")
	p.see("gallery-item")
	if text := p.text("gallery-item"); !strings.Contains(text, "holiday.jpg") || !strings.Contains(text, "Flip") {
		t.Errorf("the gallery shows %q", text)
	}
	p.until(`(() => { const i = document.querySelector('[data-testid="gallery-item"] img'); return i.complete && i.naturalWidth > 0 })()`)

	p.click("open-item")
	p.see("detail")
	p.click("close-dialog")
	p.gone("detail")

	p.click("delete-item")
	p.click("confirm-yes")
	p.gone("gallery-item")
	p.do(chromedp.Reload(), chromedp.WaitVisible(id("gallery-message")))
	p.gone("gallery-item")

	p.click("account-menu")
	p.click("sign-out")
	p.see("sign-in")

	p.click("sign-in")
	p.credentials(name, "not the password")
	if text := p.text("auth-error"); text == "" {
		t.Error("a wrong password is not told")
	}
	p.credentials(name, password)
	p.see("account-menu")
	p.do(chromedp.Reload())
	p.see("account-menu") // the refresh cookie
	p.calm()
}

func TestDeletingTheAccount(t *testing.T) {
	p := open(t, "/register")
	p.credentials("bob", password)
	p.see("account-menu")
	p.click("account-menu")
	p.click("delete-account")
	p.do(chromedp.WaitVisible(id("removal")), chromedp.SendKeys(id("password"), password))
	p.click("confirm-delete-account")
	p.see("sign-in")
	p.click("sign-in")
	p.credentials("bob", password)
	if text := p.text("auth-error"); text == "" {
		t.Error("a deleted account signs in")
	}
	p.calm()
}
