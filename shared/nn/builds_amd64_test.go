package nn

import (
	"os"
	"os/exec"
	"slices"
	"testing"

	"github.com/reverie-image/reverie/shared/nn/kernel"
)

// TestBuilds runs TestSameBits in a build in which the compiler may fuse
// multiplications and additions. A processor that cannot run it compiles it.
func TestBuilds(t *testing.T) {
	args := []string{"test", "-count=1", "-run=TestSameBits", "."}
	if !slices.Contains(kernel.Supported(), kernel.AVX2) {
		args = []string{"test", "-c", "-o", os.DevNull, "."}
	}
	cmd := exec.Command("go", args...)
	cmd.Env = append(os.Environ(), "GOAMD64=v3")
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Errorf("GOAMD64=v3: %v\n%s", err, out)
	}
}
