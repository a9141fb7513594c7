package onnx

import (
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/reverie-image/reverie/shared/nn"
	"github.com/reverie-image/reverie/shared/nn/model/internal/assemble"
	"github.com/reverie-image/reverie/shared/nn/model/internal/known"
)

var (
	numbered   = regexp.MustCompile(`_\d+$`)
	torchOp    = regexp.MustCompile(`^[A-Z][A-Za-z]*(_\d+)?_output_\d+$`)
	meaningful = regexp.MustCompile(`^[A-Za-z]`)
	automatic  = regexp.MustCompile(`^(input|output|onnx::.*)(\.\d+)?$`)
)

// canonical is what people call the output of a node: Caffe's name for one of
// its known layers, which Caffe2 exports with _1 or _2 behind it, and a
// module's path, "layer1.0.conv2", for PyTorch's "/layer1/layer1.0/conv2/Conv_output_0".
// It is empty for names that say nothing.
func canonical(output string) string {
	if path, ok := strings.CutPrefix(output, "/"); ok {
		return modulePath(strings.Split(path, "/"))
	}
	name, _, _ := strings.Cut(output, ":")
	if automatic.MatchString(output) || !meaningful.MatchString(name) {
		return ""
	}
	if known.Caffe(name) {
		return name
	}
	if short := numbered.ReplaceAllString(name, ""); known.Caffe(short) {
		return short
	}
	return name
}

// modulePath joins PyTorch's scopes: one that the next one begins with, as
// "features" before "features.0", is left out.
func modulePath(parts []string) string {
	if last := len(parts) - 1; torchOp.MatchString(parts[last]) {
		parts = parts[:last]
	}
	var out []string
	for i, p := range parts {
		if i+1 < len(parts) && strings.HasPrefix(parts[i+1], p+".") {
			continue
		}
		out = append(out, p)
	}
	return strings.Join(out, ".")
}

// nameLayers makes layers of convolutions with the ReLU behind them, of joins
// and sums, and of poolings.
func nameLayers(g *nn.Graph) {
	activation := assemble.Activations(g)
	translated := translation(g)
	counts := map[string]int{}
	layers := assemble.NewLayers(g)
	type found struct {
		node  int
		names []string
	}
	var all []found
	for i, n := range g.Nodes {
		kind, at := "", i
		switch n.Op.(type) {
		case nn.Conv:
			kind, at = "conv", activation(i)
		case nn.Concat:
			kind = "concat"
		case nn.Add:
			kind, at = "add", activation(i)
		case nn.Pool:
			kind = "pool"
		default:
			continue
		}
		counts[kind]++
		names := slices.Compact([]string{canonical(n.Name), canonical(g.Nodes[at].Name)})
		names = slices.DeleteFunc(names, func(s string) bool { return s == "" })
		if len(names) == 0 {
			names = []string{kind + strconv.Itoa(counts[kind])}
		}
		for _, name := range names {
			if caffe, ok := translated[name]; ok {
				names = append([]string{caffe}, names...)
				break
			}
		}
		all = append(all, found{at, append(names, known.TorchName[names[0]])})
	}
	slices.SortStableFunc(all, func(a, b found) int { return a.node - b.node })
	for _, f := range all {
		layers.Add(f.node, f.names[0], f.names[1:]...)
	}
}

// translation is Caffe's names by the module paths of torchvision's GoogLeNet
// and VGG, empty for other networks.
func translation(g *nn.Graph) map[string]string {
	var features []int
	for _, n := range g.Nodes {
		name := canonical(n.Name)
		if name == "inception3a" {
			return known.GoogLeNet
		}
		number, found := strings.CutPrefix(name, "features.")
		_, isConv := n.Op.(nn.Conv)
		if i, err := strconv.Atoi(number); found && isConv && err == nil {
			features = append(features, i)
		}
	}
	names := map[string]string{}
	if v, ok := known.FindVGG(features); ok {
		for _, s := range v.Steps() {
			names["features."+strconv.Itoa(s.Index)] = s.Name
		}
	}
	return names
}
