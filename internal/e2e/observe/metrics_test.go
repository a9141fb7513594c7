package observe

import (
	"bufio"
	"net/http"
	"strconv"
	"strings"
	"testing"

	"github.com/reverie-image/reverie/internal/local"
)

// metrics reads the Prometheus endpoint: values by name and labels.
func metrics(t *testing.T, s *local.Server) map[string]float64 {
	t.Helper()
	res, err := http.Get(s.URL() + "/metrics")
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	if res.StatusCode != http.StatusOK {
		t.Fatal(res.Status)
	}
	out := map[string]float64{}
	for lines := bufio.NewScanner(res.Body); lines.Scan(); {
		name, value, ok := strings.Cut(lines.Text(), " ")
		if ok && !strings.HasPrefix(name, "#") {
			out[name], _ = strconv.ParseFloat(value, 64)
		}
	}
	return out
}
