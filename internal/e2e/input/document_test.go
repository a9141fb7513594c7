package input

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/reverie-image/reverie/shared/config"
	jobs "github.com/reverie-image/reverie/shared/job"
	"github.com/reverie-image/reverie/shared/picture"
	"github.com/reverie-image/reverie/web"
)

// docs/limits.md says the numbers that the code has.
func TestTheLimitsAreDocumented(t *testing.T) {
	page, err := os.ReadFile(filepath.Join("..", "..", "..", "docs", "limits.md"))
	if err != nil {
		t.Fatal(err)
	}
	env := config.Map(nil, nil)
	times, err := jobs.ReadSettings(env)
	if err != nil {
		t.Fatal(err)
	}
	gateway, err := web.ReadConfig(env)
	if err != nil {
		t.Fatal(err)
	}
	pictures := picture.DefaultLimits()
	for row, number := range map[string]string{
		"| file |":                 fmt.Sprintf("%d MiB", pictures.Bytes>>20),
		"| width and height |":     fmt.Sprintf("%d,%03d pixels", pictures.Side/1000, pictures.Side%1000),
		"| pixels |":               fmt.Sprintf("%d megapixels", pictures.Pixels/1e6),
		"| frames of an":           fmt.Sprintf("%d,%03d |", pictures.Frames/1000, pictures.Frames%1000),
		"| frames ×":               fmt.Sprintf("%d megapixels", pictures.FramePixels/1e6),
		"| scans of a JPEG |":      fmt.Sprintf("%d; %d million", pictures.Scans, pictures.ScanBlocks/1e6),
		"| memory that decoding":   fmt.Sprintf("%d MiB", pictures.Memory>>20),
		"| pictures in memory":     fmt.Sprintf("%d MiB", picture.DefaultBudget>>20),
		"| a job and its result |": fmt.Sprintf("%.0f s", times.TTL.Seconds()),
		"| silence of a worker |":  fmt.Sprintf("%.0f s", times.Lease.Seconds()),
		"| age of a job":           fmt.Sprintf("%.0f min", times.MaxWait.Minutes()),
		"| workers that a job":     fmt.Sprint(times.MaxAttempts),
		"| time to the first":      fmt.Sprintf("%.0f s", gateway.Limits.UploadGrace.Seconds()),
		"| time for a body |":      fmt.Sprintf("%.0f s", gateway.Limits.UploadTime.Seconds()),
		"| uploads at once |":      fmt.Sprint(gateway.Limits.Uploads),
		"| bodies in memory |":     fmt.Sprintf("%d MiB", gateway.Limits.Buffered>>20),
	} {
		_, rest, found := strings.Cut(string(page), "\n"+row)
		line, _, _ := strings.Cut(rest, "\n")
		if !found || !strings.Contains(line, number) {
			t.Errorf("row %q: %q does not say %s", row, line, number)
		}
	}
}
