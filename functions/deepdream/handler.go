// Package function is the converter deepdream: it makes a network see more of
// what it sees in a picture. The dreaming is in package dream; here are the
// parameters, the presets and the network that they are for.
//
// With MODEL set to a file of weights the same code is a converter of its own,
// with the layers of that network, called as FUNCTION says if that begins with
// deepdream-: see models.go.
package function

import (
	"context"
	"strings"

	handler "github.com/openfaas/templates-sdk/go-http"

	"github.com/reverie-image/reverie/shared/config"
	"github.com/reverie-image/reverie/shared/convert"
	"github.com/reverie-image/reverie/shared/fn"
)

// Converter dreams with the shipped network.
var Converter = shipped.converter()

// New builds the function from an environment.
func New(env config.Env) (fn.Handle, error) {
	c := &Converter
	if r := config.Read(env); r.String("MODEL", "") != "" {
		name := r.String("FUNCTION", "")
		if !strings.HasPrefix(name, Prefix) {
			name = ""
		}
		own, err := Custom(context.Background(), r.String("MODEL", ""), name, env)
		if err != nil {
			return nil, err
		}
		c = own
	}
	return convert.Function(c)(env)
}

var handle = fn.Lazy(New)

// Handle is the function's entry point.
func Handle(req handler.Request) (handler.Response, error) { return handle(req) }
