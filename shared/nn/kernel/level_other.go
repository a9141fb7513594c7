//go:build !amd64

package kernel

func supported() []Level { return []Level{Generic} }

func runAssembly(t *Tile, _ Level) { runGeneric(t) }

var vectorCodes = [...]vectorCode{Generic: genericCode}
