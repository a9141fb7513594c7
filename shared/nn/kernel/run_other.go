//go:build !amd64

package kernel

func runAssembly(t *Tile, _ Level) { runGeneric(t) }

var vectorCodes = [...]vectorCode{Generic: genericCode}
