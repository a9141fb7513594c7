package picture

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/reverie-image/reverie/shared/png"
)

// textKeyword names Reverie's text among those that a PNG may have.
const textKeyword = "Reverie"

// maxText is what fits into the comment of a JPEG, in bytes.
const maxText = 65533

// SetText makes Encode write a text into the file: as an iTXt chunk of the
// keyword "Reverie" into a PNG, as the comment into a JPEG. Other formats do not
// carry it. It replaces one that the file came with, which Encode drops like all
// comments. It is UTF-8 of at most 65,533 bytes.
func (p *Picture) SetText(text string) error {
	if len(text) > maxText || !utf8.ValidString(text) || strings.Contains(text, "\x00") {
		return fmt.Errorf("picture: a text of %d bytes is too long for a file, or no text", len(text))
	}
	p.head.meta.text = text
	return nil
}

// pngText is the body of an iTXt chunk (PNG, third edition, 11.3.3.4): keyword,
// not compressed, no language, no translated keyword, text.
func pngText(text string) []byte {
	return append([]byte(textKeyword+"\x00\x00\x00\x00\x00"), text...)
}

// Text is the text that SetText gave a file, or empty. Of a JPEG it is the first
// comment, whoever wrote it.
func Text(data []byte) string {
	switch f, _ := Sniff(data); f {
	case PNG:
		return textOfPNG(data)
	case JPEG:
		return textOfJPEG(data)
	}
	return ""
}

func textOfPNG(data []byte) (text string) {
	prefix := pngText("")
	_ = png.Walk(data, func(c png.Chunk) error {
		if c.Name != "iTXt" || !bytes.HasPrefix(c.Body, prefix) {
			return nil
		}
		text = string(c.Body[len(prefix):])
		return errFound
	})
	return text
}

var errFound = errors.New("picture: found")

func textOfJPEG(data []byte) (text string) {
	_ = walkJPEG(data, func(m byte, body []byte, _ int) error {
		if m == markCOM {
			text = string(body)
			return errFound
		}
		return nil
	})
	return text
}
