package picturetest

import (
	"fmt"
	"slices"
	"sync"

	"github.com/reverie-image/reverie/shared/fault"
)

// Damaged is a file that breaks the rules of its format in one place.
type Damaged struct {
	Name string
	Data []byte
	// Code is what refusing it must say. Where it is empty the file is taken all
	// the same, by design.
	Code fault.Code
	Why  string // a file is taken
}

// Malformed are damaged files of all formats, all of them small. Bombs are
// others.
var Malformed = sync.OnceValue(func() []Damaged {
	return slices.Concat(
		malformedJPEG(), malformedHuffman(), malformedProgressive(), malformedRestarts(),
		malformedPNG(), malformedPixels(), malformedAPNG(),
		malformedGIF(), malformedWebP(), malformedWebPFilm(), malformedTIFF(), malformedBMP(),
	)
})

// table collects damaged files of one format.
type table struct {
	format string
	all    []Damaged
}

func (t *table) add(name string, code fault.Code, data []byte) {
	t.all = append(t.all, Damaged{Name: t.format + ": " + name, Data: data, Code: code})
}

func (t *table) corrupt(name string, data []byte) { t.add(name, fault.CorruptImage, data) }

func (t *table) unsupported(name string, data []byte) { t.add(name, fault.UnsupportedImage, data) }

func (t *table) tooLarge(name string, data []byte) { t.add(name, fault.TooLarge, data) }

func (t *table) taken(name, why string, data []byte) {
	t.all = append(t.all, Damaged{Name: t.format + ": " + name, Data: data, Why: why})
}

// cuts adds data cut off at places.
func (t *table) cuts(name string, data []byte, places ...int) {
	for _, n := range places {
		t.corrupt(fmt.Sprintf("%s cut off at byte %d", name, n), data[:n])
	}
}
