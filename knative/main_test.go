package main

import (
	"context"
	"errors"
	"os/exec"
	"strings"
	"testing"

	handler "github.com/openfaas/templates-sdk/go-http"

	"github.com/reverie-image/reverie/functions"
	"github.com/reverie-image/reverie/shared/config"
	"github.com/reverie-image/reverie/shared/fn"
)

func TestSettingsThatCannotWork(t *testing.T) {
	for _, c := range []struct {
		name string
		env  map[string]string
		want []string
	}{
		{"no function", nil, []string{"FUNCTION", "grayscale", "web"}},
		{"unknown function", map[string]string{"FUNCTION": "greyscale"}, []string{`"greyscale"`, "grayscale", "web"}},
		{"a path", map[string]string{"FUNCTION": "../grayscale"}, []string{"grayscale"}},
		{"log level", map[string]string{"FUNCTION": "grayscale", "LOG_LEVEL": "loud"}, []string{"LOG_LEVEL"}},
		{"port", map[string]string{"FUNCTION": "grayscale", "PORT": "http"}, []string{"PORT"}},
		{"exporter", map[string]string{"FUNCTION": "grayscale", "OTEL_TRACES_EXPORTER": "zipkin"}, []string{"OTEL_TRACES_EXPORTER"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			err := realMain(context.Background(), config.Map(c.env, nil))
			if !errors.As(err, new(usageError)) {
				t.Fatalf("got %v, want a usage error", err)
			}
			for _, want := range c.want {
				if !strings.Contains(err.Error(), want) {
					t.Errorf("%q does not say %s", err, want)
				}
			}
		})
	}
}

func TestEveryFunctionIsFound(t *testing.T) {
	if len(functions.All) == 0 {
		t.Fatal("there are no functions")
	}
	for _, f := range functions.All {
		part, err := pick(f.Name, config.Map(nil, nil))
		if err != nil || part.handler == nil || part.public {
			t.Errorf("%s: %+v, %v", f.Name, part, err)
		}
	}
}

func TestAheadBuildsOnceAndAgainAfterAFailure(t *testing.T) {
	for _, c := range []struct {
		name         string
		failures     int
		calls, built int
		begin        bool
	}{
		{"without a start", 0, 3, 1, false},
		{"with a start", 0, 3, 1, true},
		{"failing twice", 2, 2, 3, true},
	} {
		t.Run(c.name, func(t *testing.T) {
			built := 0
			build, begin := ahead(func(config.Env) (fn.Handle, error) {
				if built++; built <= c.failures {
					return nil, errors.New("not yet")
				}
				return func(handler.Request) (handler.Response, error) { return handler.Response{}, nil }, nil
			})
			if c.begin {
				begin()
			}
			var err error
			for range c.calls {
				_, err = build(nil)
			}
			if err != nil || built != c.built {
				t.Errorf("built %d times, want %d; %v", built, c.built, err)
			}
		})
	}
}

// The container must not carry the server that stands in for S3 on one machine,
// nor anything else that only the local runner or the tests need.
func TestNothingLocalIsLinkedIn(t *testing.T) {
	out, err := exec.Command("go", "list", "-deps", ".").CombinedOutput()
	if err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	for _, dep := range strings.Fields(string(out)) {
		for _, banned := range []string{
			"github.com/versity/", "github.com/chromedp/", "github.com/reverie-image/reverie/internal/", "testing",
		} {
			if dep == banned || strings.HasSuffix(banned, "/") && strings.HasPrefix(dep, banned) {
				t.Errorf("%s is linked in", dep)
			}
		}
	}
}
