package config

import (
	"strings"
	"testing"
	"time"
)

func TestReader(t *testing.T) {
	r := Read(Map(map[string]string{"D": "2m", "N": "7", "B": "true", "S": "x"}, Map(map[string]string{"F": "below"}, nil)))
	if r.Duration("D", time.Second) != 2*time.Minute || r.Int("N", 1, 0) != 7 || !r.Bool("B", false) || r.String("S", "") != "x" || r.String("F", "") != "below" {
		t.Error("a set value is not read")
	}
	if r.Duration("-", time.Second) != time.Second || r.Int("-", 1, 0) != 1 || r.Bool("-", false) || r.String("-", "d") != "d" {
		t.Error("a default is not used")
	}
	if r.Err() != nil {
		t.Error(r.Err())
	}
}

func TestReaderNamesEveryWrongValue(t *testing.T) {
	r := Read(Map(map[string]string{"D": "soon", "N": "-1", "B": "maybe", "Z": "-3s"}, nil))
	r.Duration("D", time.Second)
	r.Int("N", 1, 0)
	r.Bool("B", false)
	if d := r.Duration("Z", time.Second); d != time.Second {
		t.Errorf("a negative duration: %v", d)
	}
	for _, name := range []string{"D=", "N=", "B=", "Z="} {
		if r.Err() == nil || !strings.Contains(r.Err().Error(), name) {
			t.Errorf("%s is not named in %v", name, r.Err())
		}
	}
}
