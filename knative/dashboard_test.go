package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// The dashboards ask for metrics and labels that there are.
func TestDashboardsMatchTheMetrics(t *testing.T) {
	source, err := os.ReadFile("../shared/telemetry/metrics.go")
	if err != nil {
		t.Fatal(err)
	}
	labels := map[string][]string{}
	for _, m := range regexp.MustCompile(`"(reverie_[a-z_]+)"(.*)`).FindAllStringSubmatch(string(source), -1) {
		labels[m[1]] = append([]string{"le", "namespace"}, regexp.MustCompile(`[a-z]+`).FindAllString(m[2][strings.LastIndex(m[2], `."`)+1:], -1)...)
	}
	files, err := filepath.Glob("dashboards/*.json")
	if err != nil || len(files) == 0 {
		t.Fatalf("dashboards: %v %v", files, err)
	}
	metric := regexp.MustCompile(`(reverie_[a-z_]+?)(?:_bucket|_sum|_count)?\{([^}]*)\}`)
	seen := map[string]bool{}
	for _, file := range files {
		b, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		var board struct {
			Panels []struct {
				Title, Description string
				Targets            []struct{ Expr string }
			}
		}
		if err := json.Unmarshal(b, &board); err != nil {
			t.Fatalf("%s: %v", file, err)
		}
		for _, p := range board.Panels {
			if p.Description == "" || len(p.Targets) == 0 {
				t.Errorf("%s: %q says or shows nothing", file, p.Title)
			}
			for _, target := range p.Targets {
				found := metric.FindAllStringSubmatch(target.Expr, -1)
				if len(found) == 0 {
					t.Errorf("%s: %q asks for %s", file, p.Title, target.Expr)
				}
				for _, m := range found {
					known, ok := labels[m[1]]
					if !ok {
						t.Errorf("%s: %q asks for the metric %s, which there is not", file, p.Title, m[1])
					}
					seen[m[1]] = true
					used := regexp.MustCompile(`([a-z]+)[=!]`).FindAllStringSubmatch(m[2], -1)
					used = append(used, regexp.MustCompile(`by \(()([a-z, ]+)\)`).FindAllStringSubmatch(target.Expr, -1)...)
					for _, u := range used {
						for _, label := range strings.Split(u[len(u)-1], ",") {
							if label = strings.TrimSpace(label); !strings.Contains(" "+strings.Join(known, " ")+" ", " "+label+" ") {
								t.Errorf("%s: %q asks %s for the label %q; it has %v", file, p.Title, m[1], label, known)
							}
						}
					}
				}
			}
		}
	}
	for name := range labels {
		if !seen[name] {
			t.Errorf("no dashboard shows %s", name)
		}
	}
}
