package jpeg

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"
)

// scripts are ways to make a file progressive, in the words of cjpeg -scans.
var scripts = []struct{ name, text string }{
	{"spectral", "0 1 2: 0-0, 0, 0; 0: 1-2, 0, 0; 1: 1-63, 0, 0; 2: 1-63, 0, 0; 0: 3-63, 0, 0;"},
	{"not on diagonals", "0 1 2: 0-0, 0, 0; 0: 1-8, 0, 2; 1: 1-8, 0, 0; 2: 1-8, 0, 0; 1: 9-63, 0, 0; 2: 9-63, 0, 0; 0: 9-63, 0, 2; 0: 1-63, 2, 1; 0: 1-63, 1, 0;"},
	{"deep", `0 1 2: 0-0, 0, 4; 0 1 2: 0-0, 4, 3; 0 1 2: 0-0, 3, 2; 0 1 2: 0-0, 2, 1; 0 1 2: 0-0, 1, 0;
		0: 1-63, 0, 4; 0: 1-63, 4, 3; 0: 1-63, 3, 2; 0: 1-63, 2, 1; 0: 1-63, 1, 0;
		1: 1-63, 0, 3; 1: 1-63, 3, 2; 1: 1-63, 2, 1; 1: 1-63, 1, 0; 2: 1-63, 0, 0;`},
	{"one by one", "0: 0-0, 0, 1; 1: 0-0, 0, 0; 2: 0-0, 0, 1; 2: 0-0, 1, 0; 0: 0-0, 1, 0; 0: 1-63, 0, 1; 1: 1-63, 0, 1; 2: 1-63, 0, 1; 0: 1-63, 1, 0; 1: 1-63, 1, 0; 2: 1-63, 1, 0;"},
	{"some together", "0: 0-0, 0, 0; 1 2: 0-0, 0, 1; 1 2: 0-0, 1, 0; 0: 1-63, 0, 0; 1: 1-63, 0, 0; 2: 1-63, 0, 0;"},
	{"narrow bands", "0 1 2: 0-0, 0, 0; 0: 1-1, 0, 1; 0: 1-1, 1, 0; 0: 2-2, 0, 0; 0: 3-40, 0, 2; 0: 41-63, 0, 0; 0: 3-5, 2, 1; 0: 6-40, 2, 1; 0: 3-40, 1, 0; 1: 1-63, 0, 0; 2: 1-63, 0, 0;"},
}

// progressive sources of all kinds, by name.
func progressives(t testing.TB, w, h int) map[string][]byte {
	t.Helper()
	out := map[string][]byte{}
	for _, quality := range []string{"35", "90", "100"} {
		for _, args := range [][]string{
			{"-sample", "2x2"}, {"-sample", "2x1"}, {"-sample", "1x2"}, {"-sample", "1x1"}, {"-sample", "4x1"},
			{"-grayscale"}, {"-rgb"}, {"-sample", "2x2", "-restart", "3B"}, {"-sample", "1x2,2x1,1x1"},
		} {
			args = append(args, "-progressive", "-quality", quality)
			out[fmt.Sprint(args)] = cjpeg(t, w, h, args...)
		}
		for _, s := range scripts {
			out[s.name+quality] = scanned(t, cjpeg(t, w, h, "-quality", quality), s.text)
		}
	}
	return out
}

// scanned is a file with the scans that a script says.
func scanned(t testing.TB, data []byte, script string) []byte {
	t.Helper()
	name := filepath.Join(t.TempDir(), "scans")
	if err := os.WriteFile(name, []byte(script), 0o600); err != nil {
		t.Fatal(err)
	}
	return tool(t, data, "jpegtran", "-scans", name)
}

// passesOf is the script of a file, without where it is from.
func passesOf(t testing.TB, data []byte, components int) (s []pass) {
	t.Helper()
	f, err := parse(data)
	if err != nil {
		t.Fatal(err)
	}
	if !f.frame.progressive() {
		t.Fatal("not progressive")
	}
	for _, p := range f.script(components) {
		p.from = nil
		s = append(s, p)
	}
	return s
}

// viaBaseline is Transform with a baseline file as the result.
func viaBaseline(t testing.TB, data []byte, ops []Op) []byte {
	t.Helper()
	f, err := parse(data)
	if err != nil {
		t.Fatal(err)
	}
	x := &transformer{src: f, plan: fuse(ops)}
	if err := x.prepare(); err != nil {
		t.Fatal(err)
	}
	if err := x.inMemory(t.Context()); err != nil {
		t.Fatal(err)
	}
	out, err := x.out.finish(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	return out
}
