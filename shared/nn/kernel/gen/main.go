// Command gen writes the assembly of package kernel, and the Go declarations
// that go with it, into the folder it runs in. Run it with go generate.
package main

import (
	"log"
	"os"
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
	return map[string][]byte{
		"vector_asm_amd64.go":    declareVectors(wide, narrow),
		"vector_avx512_amd64.s":  vectors(wide),
		"vector_avx2_amd64.s":    vectors(narrow),
		"tile_amd64.go":          declareTiles(wide, narrow),
		"tile_avx512_x1_amd64.s": tiles(wide, 1),
		"tile_avx512_x2_amd64.s": tiles(wide, 2),
		"tile_avx2_amd64.s":      tiles(narrow, 1, 2),
	}
}
