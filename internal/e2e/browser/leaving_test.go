package browser

import (
	"context"
	"fmt"
	"testing"

	"github.com/chromedp/cdproto/network"
	cdppage "github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
)

const password = "a short sentence is good"

// register opens the page with a new account.
func register(t *testing.T, username string) *page {
	t.Helper()
	p := open(t, "/register")
	p.credentials(username, password)
	p.gone("auth-dialog")
	p.see("account-menu")
	return p
}

// tab is another tab of the same browser, on the same server.
func (p *page) tab(path string) *page {
	p.t.Helper()
	ctx, cancel := chromedp.NewContext(p.ctx)
	p.t.Cleanup(cancel)
	if err := chromedp.Do(ctx, chromedp.Navigate("about:blank")); err != nil { // opens it, without a time limit
		p.t.Fatal(err)
	}
	other := &page{t: p.t, ctx: ctx, url: p.url}
	other.do(chromedp.EmulateViewport(1280, 800), chromedp.Navigate(p.url+path))
	return other
}

func (p *page) signOut() {
	p.t.Helper()
	p.click("account-menu")
	p.click("sign-out")
	p.see("sign-in")
}

// refresh is the status of a refresh, which tells whether the session lives.
func (p *page) refresh() int {
	p.t.Helper()
	return eval[int](p, `fetch('/api/refresh', {method: 'POST'}).then((r) => r.status)`)
}

// stored waits until IndexedDB has so many documents and pictures.
func (p *page) stored(docs, blobs int) {
	p.t.Helper()
	p.until(fmt.Sprintf(`new Promise((resolve, reject) => {
		const open = indexedDB.open('reverie');
		open.onerror = () => reject(open.error);
		open.onsuccess = () => {
			const tx = open.result.transaction(['docs', 'blobs']);
			const counts = ['docs', 'blobs'].map((s) => tx.objectStore(s).count());
			tx.oncomplete = () => { open.result.close(); resolve(counts[0].result === %d && counts[1].result === %d); };
		};
	})`, docs, blobs))
}

// cutLogout makes logouts fail in this tab, over reloads, while localStorage
// has the key "cut".
func (p *page) cutLogout() {
	p.t.Helper()
	const script = `(() => {
		const real = window.fetch;
		window.fetch = (path, o) => String(path).endsWith('/api/logout') && localStorage.getItem('cut')
			? Promise.reject(new TypeError('cut')) : real(path, o);
	})()`
	p.do(chromedp.Func(func(ctx context.Context, _ *chromedp.Target) error {
		_, err := chromedp.Call(ctx, cdppage.AddScriptToEvaluateOnNewDocument, cdppage.AddScriptToEvaluateOnNewDocumentParams{Source: script})
		return err
	}), chromedp.Reload())
	eval[bool](p, `(localStorage.setItem('cut', '1'), true)`)
}

func TestSigningOutWhileTheServerIsAway(t *testing.T) {
	p := register(t, "ada")
	p.cutLogout()
	p.signOut()
	p.see("signing-out")
	p.do(chromedp.Reload())
	p.see("sign-in")
	p.see("signing-out")
	if p.refresh() != 200 {
		t.Fatal("the session ended on the server: the test proves nothing")
	}
	eval[bool](p, `(localStorage.removeItem('cut'), true)`)
	p.do(chromedp.Reload())
	p.see("sign-in")
	p.until(`localStorage.getItem('reverie.signing-out') === null`)
	if status := p.refresh(); status != 401 {
		t.Errorf("after the logout a refresh answers %d, want 401", status)
	}
	p.calm()
}

func TestSignOutIsToldWithoutAReload(t *testing.T) {
	p := register(t, "ada")
	p.cutLogout()
	p.signOut()
	p.see("signing-out")
	eval[bool](p, `(localStorage.removeItem('cut'), true)`)
	p.gone("signing-out") // it tries again by itself
	if status := p.refresh(); status != 401 {
		t.Errorf("after the logout a refresh answers %d, want 401", status)
	}
	p.click("sign-in")
	p.credentials("ada", password)
	p.see("account-menu")
	p.do(chromedp.Reload())
	p.see("account-menu")
	p.calm()
}

func TestPicturesGoWithTheAccountInEveryTab(t *testing.T) {
	p := register(t, "ada")
	p.drop(file(t, "private.jpg", photo(t, 320, 200)))
	p.see("file-name")
	p.stored(1, 1)
	other := p.tab("/")
	other.see("account-menu")
	other.drop(file(t, "another.jpg", photo(t, 320, 200)))
	other.click("converter-grayscale")
	other.step(1)
	other.stored(2, 3)

	other.signOut()
	for _, tab := range []*page{other, p} {
		tab.see("choose")
		tab.until(`!document.body.classList.contains('has-picture')`)
		tab.see("sign-in")
	}
	p.stored(0, 0)
	p.do(chromedp.Reload())
	p.see("choose")
	p.calm()
}

func TestPicturesGoWithASessionThatEnded(t *testing.T) {
	p := register(t, "ada")
	p.drop(file(t, "private.jpg", photo(t, 320, 200)))
	p.see("file-name")
	p.stored(1, 1)
	p.do(chromedp.Func(func(ctx context.Context, _ *chromedp.Target) error {
		_, err := chromedp.Call(ctx, network.ClearBrowserCookies, struct{}{})
		return err
	}), chromedp.Reload())
	p.see("toast")
	p.see("choose")
	p.stored(0, 0)
	p.calm()
}

func TestPicturesOfNobodyStay(t *testing.T) {
	p := open(t, "/")
	p.drop(file(t, "mine.jpg", photo(t, 320, 200)))
	p.see("file-name")
	p.click("sign-in")
	p.click("auth-switch")
	p.credentials("ada", password)
	p.see("account-menu")
	p.signOut()
	p.see("file-name")
	p.do(chromedp.Reload())
	p.see("file-name")
	p.calm()
}
