package contract

import (
	"bytes"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"mime/multipart"
	"net/http"
	"slices"
	"testing"
	"time"

	"github.com/reverie-image/reverie/internal/e2e/contract/live"
	"github.com/reverie-image/reverie/shared/picture/picturetest"
	"github.com/reverie-image/reverie/web/openapi"
)

// examples sends the example requests of every operation, as the page of the
// document shows them.
func (w *world) examples(t *testing.T) {
	from := openapi.Source{
		Base:     w.main.URL(),
		Variable: func(name string) (string, error) { return w.variable(t, name) },
		File:     file,
	}
	for _, op := range w.checker.Document().Operations() {
		for _, example := range op.Requests {
			t.Run(op.ID+"/"+example.Summary, func(t *testing.T) {
				req, err := example.Build(op, from)
				if err != nil {
					t.Fatal(err)
				}
				if a := w.main.Send(t, req); !slices.Contains(example.Status, a.Status) {
					t.Errorf("%v; the example says %v", a, example.Status)
				}
			})
		}
	}
}

func file(name string) ([]byte, error) {
	switch name {
	case "photo.jpg":
		return photo(), nil
	case "too-large.jpg":
		return append(photo(), make([]byte, 6_000_000)...), nil
	case "truncated.png":
		return picturetest.TruncatedPNG(), nil
	}
	return nil, fmt.Errorf("no such file")
}

func photo() []byte { return picturetest.JPEG(picturetest.Photo(64, 48), 90) }

// variable makes what an example stands for, new each time.
func (w *world) variable(t *testing.T, name string) (string, error) {
	s := w.main
	switch name {
	case "unique":
		return rand.Text(), nil
	case "new_username":
		return newName(), nil
	case "username":
		return s.Register(t, newName()).Name, nil
	case "password":
		return live.Password, nil
	case "token", "doomed_token":
		return w.account(t, name == "doomed_token").Token, nil
	case "refresh_token":
		return s.Register(t, newName()).Refresh, nil
	case "job":
		return submit(t, s, "grayscale"), nil
	case "finished_job":
		id := submit(t, s, "grayscale")
		s.Poll(t, "/api/jobs/"+id)
		return id, nil
	case "finished_job_etag":
		// The result depends on nothing but the picture, so any job's tag does.
		id := submit(t, s, "grayscale")
		return s.Poll(t, "/api/jobs/"+id).Header.Get("ETag"), nil
	case "failed_job":
		id := submit(t, s, "panics")
		s.Poll(t, "/api/jobs/"+id)
		return id, nil
	case "previewed_job":
		return previewed(t, s), nil
	case "owned_job":
		return submit(t, s, "grayscale", "Authorization", w.account(t, false).Bearer()), nil
	case "gallery_item", "doomed_gallery_item":
		return galleryItem(t, s, w.account(t, false)), nil
	}
	return "", fmt.Errorf("nobody knows it")
}

// shared is the account of examples that leave it as it is.
var shared live.Account

func (w *world) account(t *testing.T, doomed bool) live.Account {
	t.Helper()
	if doomed {
		return w.main.Register(t, newName())
	}
	if shared.ID == "" {
		shared = w.main.Register(t, newName())
	}
	return shared
}

func newName() string { return "u." + rand.Text()[:16] }

// submit posts a picture and returns the job's ID.
func submit(t *testing.T, s *live.Site, converter string, header ...string) string {
	t.Helper()
	a := s.Do(t, http.MethodPost, "/api/jobs?converter="+converter, photo(), header...)
	var job struct{ ID string }
	if err := json.Unmarshal(a.Body, &job); err != nil || a.Status != http.StatusAccepted {
		t.Fatalf("%v: %v", a, err)
	}
	return job.ID
}

// shown is the job of examples that look at a preview.
var shown string

// previewed is a job that is under way and has a preview.
func previewed(t *testing.T, s *live.Site) string {
	t.Helper()
	if shown != "" {
		return shown
	}
	id := submit(t, s, "showing")
	for range 500 {
		var job struct{ Links struct{ Preview string } }
		a := s.Do(t, http.MethodGet, "/api/jobs/"+id, nil)
		if err := json.Unmarshal(a.Body, &job); err == nil && job.Links.Preview != "" {
			shown = id
			return id
		}
		time.Sleep(20 * time.Millisecond)
	}
	t.Fatal("no preview comes")
	return ""
}

// galleryItem converts a picture for an account and waits until it is kept.
func galleryItem(t *testing.T, s *live.Site, a live.Account) string {
	t.Helper()
	before := len(gallery(t, s, a))
	body, kind := guided(t)
	sent := s.Do(t, http.MethodPost, "/api/jobs?converter=deepdream&preset=c1&octaves=1&steps=1", body, "Authorization", a.Bearer(), "Content-Type", kind)
	if sent.Status != http.StatusAccepted {
		t.Fatal(sent)
	}
	s.Poll(t, sent.Header.Get("Location"), "Authorization", a.Bearer())
	for range 1000 {
		if items := gallery(t, s, a); len(items) > before {
			return items[0]
		}
		time.Sleep(10 * time.Millisecond)
	}
	t.Fatal("the picture does not come to the gallery")
	return ""
}

// guided is a form with a picture and a guide: an item made of it has all that
// one can have.
func guided(t *testing.T) (body []byte, contentType string) {
	t.Helper()
	var b bytes.Buffer
	form := multipart.NewWriter(&b)
	for _, name := range []string{"file", "guide"} {
		part, err := form.CreateFormFile(name, name)
		if err != nil {
			t.Fatal(err)
		}
		_, _ = part.Write(photo())
	}
	_ = form.Close()
	return b.Bytes(), form.FormDataContentType()
}

func gallery(t *testing.T, s *live.Site, account live.Account) []string {
	t.Helper()
	a := s.Do(t, http.MethodGet, "/api/gallery?limit=100", nil, "Authorization", account.Bearer())
	var page struct{ Items []struct{ ID string } }
	if err := json.Unmarshal(a.Body, &page); err != nil || a.Status != http.StatusOK {
		t.Fatalf("%v: %v", a, err)
	}
	var ids []string
	for _, item := range page.Items {
		ids = append(ids, item.ID)
	}
	return ids
}
