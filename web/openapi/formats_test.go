package openapi

import (
	"encoding/json"
	"slices"
	"testing"

	"github.com/reverie-image/reverie/shared/picture"
)

// TestFormatsAreThoseThatAreWritten holds the document's list of formats against
// the encoders.
func TestFormatsAreThoseThatAreWritten(t *testing.T) {
	var doc struct {
		Components struct {
			Parameters map[string]struct {
				Schema struct{ Enum []picture.Format }
			}
		}
	}
	if err := json.Unmarshal(raw, &doc); err != nil {
		t.Fatal(err)
	}
	if got := doc.Components.Parameters["Format"].Schema.Enum; !slices.Equal(got, picture.OutputFormats()) {
		t.Errorf("documented are %v, written %v", got, picture.OutputFormats())
	}
}
