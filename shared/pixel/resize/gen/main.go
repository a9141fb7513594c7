// Command gen writes the assembly of package resize, and the Go declarations
// that go with it, into the folder it runs in. Run it with go generate.
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
	f := &asm.File{Package: "resize"}
	sum(f, "sumBytesAVX2", "*byte", "VPMOVZXBW", 16, 8)
	sum(f, "sumWordsAVX2", "*int16", "VMOVDQU", 32, 15)
	along(f, "alongBytesAVX2", "*byte", 20, func(b *asm.Block, v asm.V) {
		v = b.Op("VPACKUSWB", b.Op("VPACKSSDW", v, v), f.Bytes("zero", 0))
		v = b.Op("VPERMD", b.Op("VMOVDQU", f.Words("lanes", 0, 0, 4, 0)), v)
		b.Do("VMOVQ", "(DI)", asm.X(v))
	}, 8)
	along(f, "alongWordsAVX2", "*uint16", 13, func(b *asm.Block, v asm.V) {
		v = b.Op("VPADDD", v, f.Longs("level", 1<<15))
		v = b.Op("VPERMQ", b.Op("VPACKUSDW", v, v), "$0xd8")
		b.Do("VMOVDQU", "(DI)", asm.X(v))
	}, 16)
	split(f)
	return map[string][]byte{"kernels_avx2_amd64.s": f.Assembly(), "asm_amd64.go": asm.Declarations(f)}
}
