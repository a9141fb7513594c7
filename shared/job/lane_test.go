package job

import (
	"testing"

	"github.com/reverie-image/reverie/shared/config"
)

func TestLanes(t *testing.T) {
	s, err := ReadSettings(config.Map(map[string]string{"LONG_LANE": "deepdream=20s style=1m"}, nil))
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		converter string
		estimate  Seconds
		want      string
	}{
		{"deepdream", 20, LaneFast},
		{"deepdream", 20.5, LaneLong},
		{"deepdream", 0, LaneFast},
		{"style", 59, LaneFast},
		{"style", 61, LaneLong},
		{"blur", 100, LaneFast},
	} {
		if got := s.Lanes.Of(&Job{Converter: c.converter, Estimate: c.estimate}); got != c.want {
			t.Errorf("%s of %v s takes the %s lane, want %s", c.converter, c.estimate, got, c.want)
		}
	}
	for _, wrong := range []string{"deepdream", "deepdream=", "=20s", "deepdream=-1s", "deepdream=20"} {
		if _, err := ReadSettings(config.Map(map[string]string{"LONG_LANE": wrong}, nil)); err == nil {
			t.Errorf("LONG_LANE=%q is taken", wrong)
		}
	}
}

// A platform that starts a process for each event of the long lane drops one
// that it knows.
func TestSending(t *testing.T) {
	j := Job{ID: "JOB"}
	if a, b := j.Sending(LaneFast, "1"), j.Sending(LaneFast, "2"); a == b || a == j.ID {
		t.Errorf("sendings %q and %q in the fast lane", a, b)
	}
	if a := j.Sending(LaneLong, "1"); a != j.ID {
		t.Errorf("the first sending is %q, sent again it is %q", j.ID, a)
	}
	j.Attempt = 1
	if a, b := j.Sending(LaneLong, "1"), j.Sending(LaneLong, "2"); a != b || a == j.ID {
		t.Errorf("sendings of the second attempt: %q and %q", a, b)
	}
}
