package main

import (
	"os"
	"regexp"
	"strings"
	"testing"
)

// jobs are the parts of a pipeline file under headings of one indentation.
func jobs(t *testing.T, path, indent string) map[string]string {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	heading, out, name := regexp.MustCompile(`^`+indent+`([.a-z_]+):`), map[string]string{}, ""
	for line := range strings.Lines(string(b)) {
		if m := heading.FindStringSubmatch(line); m != nil {
			name = m[1]
		}
		out[name] += line
	}
	return out
}

// Both pipelines take the same steps, all of which there are, and only the job
// that signs has an identity.
func TestPipelines(t *testing.T) {
	script, err := os.ReadFile("../.ci/release")
	if err != nil {
		t.Fatal(err)
	}
	step := regexp.MustCompile(`\.ci/release ([a-z]+)`)
	for path, c := range map[string]struct{ indent, identity string }{
		"../.github/workflows/ci.yml": {"  ", "id-token: write"},
		"../.gitlab-ci.yml":           {"", "id_tokens:"},
	} {
		parts, steps := jobs(t, path, c.indent), map[string]bool{}
		for job, text := range parts {
			if got, want := strings.Contains(text, c.identity), job == "sign"; got != want {
				t.Errorf("%s: job %q has an identity: %v", path, job, got)
			}
			for _, m := range step.FindAllStringSubmatch(text, -1) {
				steps[m[1]] = true
				if !strings.Contains(string(script), "\n"+m[1]+")\n") {
					t.Errorf("%s: .ci/release has no step %s", path, m[1])
				}
			}
		}
		for _, want := range []string{"login", "image", "chart", "sign", "verify", "deploy"} {
			if !steps[want] {
				t.Errorf("%s does not %s", path, want)
			}
		}
		for _, want := range []string{"test", "publish", "sign", "deploy"} {
			if parts[want] == "" {
				t.Errorf("%s has no job %s", path, want)
			}
		}
	}
}

// A tag of an action may be moved by who owns it; a commit may not.
func TestActionsArePinned(t *testing.T) {
	b, err := os.ReadFile("../.github/workflows/ci.yml")
	if err != nil {
		t.Fatal(err)
	}
	pinned := regexp.MustCompile(`uses: [a-z-]+/[a-z-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+\n`)
	if got, want := len(pinned.FindAllString(string(b), -1)), strings.Count(string(b), "uses:"); got != want || want == 0 {
		t.Errorf("%d of %d actions are pinned by commit", got, want)
	}
}
