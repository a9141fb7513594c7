package input

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/reverie-image/reverie/internal/e2e/contract/live"
	"github.com/reverie-image/reverie/shared/fault"
)

func TestParameters(t *testing.T) {
	s := start(t)
	for query, code := range map[string]fault.Code{
		"":                       fault.UnknownConverter,
		"converter=":             fault.UnknownConverter,
		"converter=oil-paint":    fault.UnknownConverter,
		"converter=Grayscale":    fault.UnknownConverter,
		"converter=grayscale%00": fault.UnknownConverter,
		"converter=../convert":   fault.UnknownConverter,
		"converter=convert":      fault.UnknownConverter, // a function, but no converter
		"converter=auth":         fault.UnknownConverter,
		"converter=grayscale%0d%0aSet-Cookie:%20a=b":                                  fault.UnknownConverter,
		"converter=" + strings.Repeat("x", 20_000):                                    fault.UnknownConverter,
		"converter=grayscale&converter=contrast":                                      fault.InvalidParameters,
		"converter=grayscale&contrast=1":                                              fault.InvalidParameters,
		"converter=contrast&contrast=much":                                            fault.InvalidParameters,
		"converter=contrast&contrast=":                                                fault.InvalidParameters,
		"converter=contrast&contrast=101":                                             fault.InvalidParameters,
		"converter=contrast&contrast=-100.5":                                          fault.InvalidParameters,
		"converter=contrast&contrast=1e400":                                           fault.InvalidParameters,
		"converter=contrast&contrast=NaN":                                             fault.InvalidParameters,
		"converter=contrast&contrast=Infinity":                                        fault.InvalidParameters,
		"converter=contrast&contrast=0x10":                                            fault.InvalidParameters,
		"converter=contrast&contrast=1_0":                                             fault.InvalidParameters,
		"converter=contrast&contrast=%201":                                            fault.InvalidParameters,
		"converter=contrast&contrast=1%00":                                            fault.InvalidParameters,
		"converter=contrast&contrast=true":                                            fault.InvalidParameters,
		"converter=contrast&contrast=[1]":                                             fault.InvalidParameters,
		"converter=contrast&contrast=%D9%A1":                                          fault.InvalidParameters, // an Arabic one
		"converter=contrast&contrast=1&contrast=1":                                    fault.InvalidParameters,
		"converter=contrast&Contrast=1":                                               fault.InvalidParameters,
		"converter=contrast&contrast[]=1":                                             fault.InvalidParameters,
		"converter=contrast&__proto__=1":                                              fault.InvalidParameters,
		"converter=contrast&%FF=1":                                                    fault.InvalidParameters,
		"converter=contrast&contrast=" + strings.Repeat("1", 10_000):                  fault.InvalidParameters,
		"converter=contrast&" + strings.Repeat("y", 10_000) + "=1":                    fault.InvalidParameters,
		"converter=contrast&contrast=%zz":                                             fault.Malformed,
		"converter=contrast;contrast=1":                                               fault.Malformed,
		"converter=contrast&" + strings.Repeat("&a=1", 5000):                          fault.InvalidParameters,
		"converter=contrast&url=http://169.254.169.254/&callback=http://127.0.0.1:1/": fault.InvalidParameters,
	} {
		a := s.Do(t, http.MethodPost, "/api/jobs?"+query, photo())
		a.WantProblem(t, code)
		small(t, a)
		if rest, ok := strings.CutPrefix(query, "converter=contrast&"); ok {
			a = s.Do(t, http.MethodPost, "/api/converters/contrast?"+rest, photo())
			a.WantProblem(t, code)
			small(t, a)
		}
	}
	for _, name := range []string{"oil-paint", "convert", "auth", "sweep", "jobs", "GRAYSCALE", "grayscale.jpg", "gray-scale"} {
		s.Do(t, http.MethodPost, "/api/converters/"+name, photo()).WantProblem(t, fault.NotFound)
		s.Do(t, http.MethodGet, "/api/converters/"+name, nil).WantProblem(t, fault.NotFound)
	}
}

// small: an answer does not give back whatever was sent.
func small(t *testing.T, a live.Answer) {
	t.Helper()
	if len(a.Body) > 4<<10 {
		t.Errorf("%v: the answer has %d bytes", a, len(a.Body))
	}
}

func TestNumbersThatAreGood(t *testing.T) {
	s := start(t)
	for sent, stored := range map[string]float64{"100": 100, "-100": -100, "0": 0, "-0": 0, "+5": 5, "1e1": 10, ".5": 0.5} {
		a := s.Do(t, http.MethodPost, "/api/jobs?converter=contrast&contrast="+url.QueryEscape(sent), photo())
		job := decode[struct{ Parameters map[string]float64 }](t, a)
		if got, ok := job.Parameters["contrast"]; !ok || got != stored || len(job.Parameters) != 1 {
			t.Errorf("%s became %v", sent, job.Parameters)
		}
	}
}

func TestGalleryParameters(t *testing.T) {
	s := start(t)
	account := s.Register(t, newName())
	for query, code := range map[string]fault.Code{
		"limit=0": fault.InvalidParameters, "limit=101": fault.InvalidParameters, "limit=-1": fault.InvalidParameters,
		"limit=ten": fault.InvalidParameters, "limit=1e1": fault.InvalidParameters, "limit=99999999999999999999": fault.InvalidParameters,
		"after=nonsense": fault.InvalidParameters, "after=../../accounts": fault.InvalidParameters, "after=%00": fault.InvalidParameters,
		"limit=%": fault.Malformed, "limit=1;after=x": fault.Malformed,
	} {
		s.Do(t, http.MethodGet, "/api/gallery?"+query, nil, "Authorization", account.Bearer()).WantProblem(t, code)
	}
}
