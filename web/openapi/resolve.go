package openapi

import (
	"fmt"
	"strings"
)

// Escape is one step of a JSON pointer.
func escape(step string) string {
	return strings.NewReplacer("~", "~0", "/", "~1").Replace(step)
}

func (d *Document) resolve(op *Operation) error {
	for i, p := range op.Parameters {
		resolved, err := follow(p, p.Ref, "parameters", d.Components.Parameters)
		if err != nil {
			return err
		}
		op.Parameters[i] = resolved
	}
	for status, res := range op.Responses.All() {
		pointer := fmt.Sprintf("/paths/%s/%s/responses/%s", escape(op.Path), strings.ToLower(op.Method), status)
		if res.Ref != "" {
			pointer = strings.TrimPrefix(res.Ref, "#")
		}
		resolved, err := follow(*res, res.Ref, "responses", d.Components.Responses)
		if err != nil {
			return err
		}
		*res = resolved
		res.Pointer = pointer
		for name, h := range res.Headers.All() {
			if h, err = follow(h, h.Ref, "headers", d.Components.Headers); err != nil {
				return err
			}
			res.Headers.Set(name, h)
		}
	}
	return nil
}

func follow[T any](v T, ref, kind string, all map[string]T) (T, error) {
	if ref == "" {
		return v, nil
	}
	name, ok := strings.CutPrefix(ref, "#/components/"+kind+"/")
	if found, there := all[name]; ok && there {
		return found, nil
	}
	return v, fmt.Errorf("%s leads nowhere", ref)
}
