// Package browser drives the page in a headless Chromium against the whole
// system, as a person would use it.
package browser

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"iter"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"github.com/reverie-image/reverie/functions"
	"github.com/reverie-image/reverie/internal/e2e/slow"
	"github.com/reverie-image/reverie/internal/local"
	"github.com/reverie-image/reverie/shared/config"
)

func TestMain(m *testing.M) {
	slog.SetDefault(slog.New(slog.DiscardHandler))
	os.Exit(m.Run())
}

// page is a tab on a Reverie of its own.
type page struct {
	t   *testing.T
	ctx context.Context
	url string

	mu     sync.Mutex
	faults []string // errors that the page's console showed
}

// open starts everything and opens path. REVERIE_URL names one that runs already,
// on a cluster for example.
func open(t *testing.T, path string) *page {
	t.Helper()
	url := os.Getenv("REVERIE_URL")
	if url == "" {
		url = start(t)
	}
	p := &page{t: t, url: strings.TrimSuffix(url, "/")}
	p.ctx = chromium(t)
	go p.watch(chromedp.Events(p.ctx, runtime.ExceptionThrown))
	p.do(chromedp.EmulateViewport(1280, 800), chromedp.Navigate(p.url+path))
	return p
}

// start runs a Reverie for the test.
func start(t *testing.T) (url string) {
	t.Helper()
	all := append(functions.All[:len(functions.All):len(functions.All)], slow.Function(slow.Options{}))
	server, err := local.Start(t.Context(), local.Config{
		Addr: "127.0.0.1:0", Data: t.TempDir(), Env: config.Map(nil, nil), Functions: append(all, daydreams()...),
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
		defer cancel()
		_ = server.Close(ctx)
	})
	return server.URL()
}

// chromium starts a browser that ends with the test. CHROMIUM names another
// binary; without any the test fails: it proves nothing when it does not run.
func chromium(t *testing.T) context.Context {
	t.Helper()
	binary := os.Getenv("CHROMIUM")
	if binary == "" {
		for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
			if path, err := exec.LookPath(name); err == nil {
				binary = path
				break
			}
		}
	}
	if binary == "" {
		t.Fatal("no Chromium: install Debian's package chromium, or set CHROMIUM")
	}
	opts := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(binary), chromedp.NoSandbox,
		chromedp.DisableGPU, chromedp.UserDataDir(t.TempDir()), chromedp.WSURLReadTimeout(time.Minute))
	for _, flag := range []string{"disable-quic", "disable-component-update", "disable-dev-shm-usage"} {
		opts = append(opts, chromedp.Flag(flag, true))
	}
	alloc, stop := chromedp.NewExecAllocator(context.Background(), opts...)
	ctx, cancel := chromedp.NewContext(alloc)
	t.Cleanup(func() { cancel(); stop() })
	if err := chromedp.Do(ctx, chromedp.Navigate("about:blank")); err != nil { // starts it, without a time limit
		t.Fatal(err)
	}
	return ctx
}

func (p *page) watch(exceptions iter.Seq2[runtime.EventExceptionThrown, error]) {
	for e, err := range exceptions {
		if err != nil {
			return
		}
		p.mu.Lock()
		p.faults = append(p.faults, fmt.Sprint(e.ExceptionDetails.Text, " ", e.ExceptionDetails.URL))
		p.mu.Unlock()
	}
}

// patience bounds each step; machines that test are slow at times.
const patience = 30 * time.Second

func (p *page) do(actions ...chromedp.Action[chromedp.Void]) {
	p.t.Helper()
	ctx, cancel := context.WithTimeoutCause(p.ctx, patience, errors.New("the page did not get there in time"))
	defer cancel()
	if err := chromedp.Do(ctx, actions...); err != nil {
		p.shot()
		p.t.Fatalf("%v (%v)", err, context.Cause(ctx))
	}
}

// shot keeps what the page showed when a test failed, in SCREENSHOTS.
func (p *page) shot() {
	dir := os.Getenv("SCREENSHOTS")
	if dir == "" {
		return
	}
	ctx, cancel := context.WithTimeout(p.ctx, 10*time.Second)
	defer cancel()
	if png, err := chromedp.Run(ctx, chromedp.CaptureScreenshot()); err == nil {
		_ = os.WriteFile(filepath.Join(dir, p.t.Name()+".png"), png, 0o644)
	}
}

// calm fails the test if the page's scripts threw something.
func (p *page) calm() {
	p.t.Helper()
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, f := range p.faults {
		p.t.Errorf("the page threw: %s", f)
	}
}

func id(name string) chromedp.CSS { return chromedp.CSS(fmt.Sprintf(`[data-testid=%q]`, name)) }

func (p *page) click(name string) {
	p.t.Helper()
	p.see(name)
	// As people scroll: from under what stays in place above a list.
	eval[bool](p, fmt.Sprintf(`(document.querySelector('%s')?.scrollIntoView({block: 'nearest'}), true)`, id(name)))
	p.do(chromedp.Click(id(name)))
}

func (p *page) see(name string) {
	p.t.Helper()
	p.do(chromedp.WaitVisible(id(name)))
}

func (p *page) gone(name string) {
	p.t.Helper()
	p.until(fmt.Sprintf(`!document.querySelector('%s')?.checkVisibility()`, id(name)))
}

func (p *page) text(name string) string {
	p.t.Helper()
	p.see(name)
	return get(p, chromedp.Text(id(name)))
}

// eval is the value of an expression, which may be a promise.
func eval[T any](p *page, expression string) T {
	p.t.Helper()
	return get(p, chromedp.Evaluate[T](expression, chromedp.EvalAwaitPromise))
}

// until waits until an expression is true.
func (p *page) until(expression string) {
	p.t.Helper()
	get(p, chromedp.Poll[bool](expression, chromedp.WithPollingInterval(50*time.Millisecond), chromedp.WithPollingTimeout(patience)))
}

// get runs an action that has a value.
func get[T any](p *page, action chromedp.Action[T]) T {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(p.ctx, patience)
	defer cancel()
	value, err := chromedp.Run(ctx, action)
	if err != nil {
		p.shot()
		p.t.Fatal(err)
	}
	return value
}

// fill types a value into a field, over what is there, and leaves the field.
func (p *page) fill(name, value string) {
	p.t.Helper()
	p.see(name)
	eval[bool](p, fmt.Sprintf(`(() => { const f = document.querySelector('%s'); f.focus(); f.select(); return true })()`, id(name)))
	p.do(chromedp.SendKeys(id(name), value+kb.Tab))
}

// drop puts a file into the page's file input.
func (p *page) drop(path string) {
	p.t.Helper()
	p.do(chromedp.WaitReady(id("file-input")), chromedp.SetUploadFiles(id("file-input"), []string{path}))
}

// file writes a file for uploads.
func file(t *testing.T, name string, data []byte) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, data, 0o644); err != nil {
		t.Fatal(err)
	}
	return path
}

// photo is a JPEG, red on its left half and blue on its right.
func photo(t *testing.T, w, h int) []byte {
	t.Helper()
	m := image.NewNRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			c := color.NRGBA{220, 40, 30, 255}
			if x >= w/2 {
				c = color.NRGBA{30, 40, 220, 255}
			}
			m.SetNRGBA(x, y, c)
		}
	}
	var b bytes.Buffer
	if err := jpeg.Encode(&b, m, &jpeg.Options{Quality: 92}); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}
