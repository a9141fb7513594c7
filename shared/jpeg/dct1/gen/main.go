// Command gen writes the assembly of package dct1, and the Go declarations that
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
	f := &asm.File{Package: "dct1"}
	widen(f)
	narrow(f)
	inverse(f)
	forward(f)
	return map[string][]byte{"dct1_avx2_amd64.s": f.Assembly(), "asm_amd64.go": asm.Declarations(f)}
}
