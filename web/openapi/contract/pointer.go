package contract

import (
	"encoding/json"
	"net/url"
	"strings"

	"github.com/reverie-image/reverie/web/openapi"
)

// Reference follows a $ref at the pointer: OpenAPI allows one where JSON Schema
// knows nothing of references.
func (c *Checker) reference(pointer string) string {
	var at any
	if err := json.Unmarshal(openapi.Raw(), &at); err != nil {
		return pointer
	}
	unescape := strings.NewReplacer("~1", "/", "~0", "~")
	for step := range strings.SplitSeq(strings.TrimPrefix(pointer, "/"), "/") {
		object, ok := at.(map[string]any)
		if !ok {
			return pointer
		}
		at = object[unescape.Replace(step)]
	}
	if object, ok := at.(map[string]any); ok {
		if ref, ok := object["$ref"].(string); ok {
			return strings.TrimPrefix(ref, "#")
		}
	}
	return pointer
}

// Fragment escapes a pointer for use in a URL.
func fragment(pointer string) string {
	return (&url.URL{Path: pointer}).EscapedPath()
}
