// Command gen writes the assembly of package dct, and the Go declarations that
// go with it, into the folder it runs in. Run it with go generate.
package main

import (
	"log"
	"os"

	"github.com/reverie-image/reverie/shared/simd/asm"
)

func main() {
	for name, text := range files() {
		if err := os.WriteFile(name, text, 0o644); err != nil {
			log.Fatal(err)
		}
	}
}

// files are all that is generated, by name.
func files() map[string][]byte {
	const pkg = "dct"
	transforms, rows := &asm.File{Package: pkg}, &asm.File{Package: pkg}
	inverse8(transforms)
	inverse4(transforms)
	forward8(transforms)
	toYCC(rows)
	fromYCC(rows)
	halve(rows)
	repeat(rows)
	double(rows)
	return map[string][]byte{
		"transform_avx2_amd64.s": transforms.Assembly(),
		"rows_avx2_amd64.s":      rows.Assembly(),
		"asm_amd64.go":           asm.Declarations(transforms, rows),
	}
}
