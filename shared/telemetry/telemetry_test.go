package telemetry_test

import (
	"context"
	"strings"
	"testing"

	"github.com/reverie-image/reverie/shared/telemetry"
)

func TestValidRequestID(t *testing.T) {
	for _, c := range []struct {
		id   string
		want bool
	}{
		{"", false},
		{"a", true},
		{"4bf92f35-77b3_4da6.a:1", true},
		{telemetry.NewRequestID(), true},
		{strings.Repeat("a", 128), true},
		{strings.Repeat("a", 129), false},
		{"two words", false},
		{"line\nbreak", false},
		{`quo"te`, false},
		{"ümlaut", false},
	} {
		if got := telemetry.ValidRequestID(c.id); got != c.want {
			t.Errorf("ValidRequestID(%q) = %v, want %v", c.id, got, c.want)
		}
	}
}

func FuzzValidRequestID(f *testing.F) {
	f.Add("a-b_c.d:e")
	f.Add("\r\nSet-Cookie: x")
	f.Fuzz(func(t *testing.T, id string) {
		if telemetry.ValidRequestID(id) && strings.ContainsAny(id, " \t\r\n\"\\<>\x00") {
			t.Errorf("%q was let through", id)
		}
	})
}

func TestIDsInContext(t *testing.T) {
	ctx := context.Background()
	if telemetry.RequestID(ctx) != "" || telemetry.JobID(ctx) != "" {
		t.Error("an empty context has IDs")
	}
	ctx = telemetry.WithJob(telemetry.WithRequest(ctx, "r"), "j")
	if telemetry.RequestID(ctx) != "r" || telemetry.JobID(ctx) != "j" {
		t.Errorf("got %q and %q", telemetry.RequestID(ctx), telemetry.JobID(ctx))
	}
}
