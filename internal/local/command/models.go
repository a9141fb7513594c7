package command

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"github.com/reverie-image/reverie/internal/local"
	"github.com/reverie-image/reverie/shared/config"
)

// listModels prints the value of CONVERTERS for the models at a place. What is
// left out is an error, after the list of the others.
func listModels(ctx context.Context, place string, env config.Env, out io.Writer) error {
	list, broken, err := local.Models(ctx, place, env)
	if err != nil {
		return err
	}
	text, err := json.Marshal(list)
	if err != nil {
		return err
	}
	if _, err := fmt.Fprintln(out, string(text)); err != nil {
		return err
	}
	if len(broken) > 0 {
		return fmt.Errorf("left out:\n%w", errors.Join(broken...))
	}
	return nil
}
