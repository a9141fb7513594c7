package main

import (
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/reverie-image/reverie/functions"
)

// listed is a line of the chart's list of functions.
type listed struct{ name, settings string }

// section is what is indented below a key at the beginning of a line.
func section(t *testing.T, path, key string) string {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	m := regexp.MustCompile(`(?m)^` + key + `:\n((?: .*\n|\n)+)`).FindSubmatch(b)
	if m == nil {
		t.Fatalf("%s has no %s", path, key)
	}
	return string(m[1])
}

func chartFunctions(t *testing.T) (list []listed) {
	t.Helper()
	for _, m := range regexp.MustCompile(`(?m)^  ([a-z0-9-]+): \{(.*)\}$`).FindAllStringSubmatch(section(t, "chart/values.yaml", "functions"), -1) {
		list = append(list, listed{m[1], m[2]})
	}
	return list
}

// Chart, OpenFaaS's stack and the code have the same functions.
func TestTheChartHasEveryFunction(t *testing.T) {
	want := []string{gateway}
	for _, f := range functions.All {
		want = append(want, f.Name)
	}
	slices.Sort(want)
	var got []string
	for _, f := range chartFunctions(t) {
		got = append(got, f.name)
	}
	slices.Sort(got)
	if !slices.Equal(got, want) {
		t.Errorf("chart/values.yaml lists %v\nwant %v", got, want)
	}
	stack := []string{gateway}
	for _, m := range regexp.MustCompile(`(?m)^  ([a-z0-9-]+):(?: #.*)?$`).FindAllStringSubmatch(section(t, "../stack.yml", "functions"), -1) {
		stack = append(stack, m[1])
	}
	slices.Sort(stack)
	if !slices.Equal(stack, want) {
		t.Errorf("stack.yml lists %v\nwant %v", stack, want)
	}
}

// The class of a converter, its trigger and its lane follow from the code.
func TestTheChartKnowsConverters(t *testing.T) {
	lanes := section(t, "chart/values.yaml", "longLane")
	for _, line := range chartFunctions(t) {
		f, _ := functions.Lookup(line.name)
		class := regexp.MustCompile(`class: ([a-z]+)`).FindStringSubmatch(line.settings)
		if class == nil {
			t.Errorf("%s has no class", line.name)
			continue
		}
		want := ""
		switch {
		case f.Converter != nil && f.Converter.Cost != nil:
			want = "ml"
		case f.Converter != nil:
			want = "converter"
		}
		if isConverter := strings.Contains(line.settings, "converter: true"); isConverter != (want != "") {
			t.Errorf("%s: converter is %v", line.name, isConverter)
		}
		if want != "" && class[1] != want {
			t.Errorf("%s has class %s, want %s", line.name, class[1], want)
		}
		if long := regexp.MustCompile(`converters: \{.*\b` + line.name + `: `).MatchString(lanes); long != (want == "ml") {
			t.Errorf("%s: in the long lane is %v", line.name, long)
		}
	}
}
