// Package function is the converter rotate.
package function

import (
	"context"
	"encoding/hex"
	"image/color"
	"strings"

	handler "github.com/openfaas/templates-sdk/go-http"

	"github.com/reverie-image/reverie/shared/convert"
	"github.com/reverie-image/reverie/shared/fault"
	"github.com/reverie-image/reverie/shared/fn"
	"github.com/reverie-image/reverie/shared/picture"
)

// Converter turns a picture: without loss by quarters, and by any other angle onto a
// background.
var Converter = convert.Converter{
	Descriptor: convert.Descriptor{
		Name:     "rotate",
		Title:    "Rotate",
		Summary:  "Turns the picture clockwise by any angle.",
		Version:  "1",
		Category: "Geometry",
		Icon:     "rotate",
		Effort:   &convert.Effort{Pixel: 5.5, Plane: 2, Size: convert.SizeRotate},
		Parameters: []convert.Parameter{{
			Name: "angle", Title: "Angle", Type: convert.Number, Unit: "°",
			Description: "Clockwise. Quarters lose nothing.",
			Min:         -360, Max: 360, Step: 1, Default: 90.0,
		}, {
			Name: "background", Title: "Background", Type: convert.String, MaxLength: 11, Default: "#ffffff",
			Description: "Of the corners, at angles that are no quarters: a colour such as #ffcc00, or transparent.",
		}},
	},
	Extra: func(info picture.Info, p convert.Values) int64 {
		return info.Another(picture.RotatedSize(info.Width, info.Height, p.Number("angle")))
	},
	Convert: func(ctx context.Context, pic *picture.Picture, p convert.Values) error {
		background, err := colour(p.Text("background"))
		if err != nil {
			return err
		}
		return pic.Rotate(ctx, p.Number("angle"), background)
	},
}

// colour reads #rgb, #rrggbb and #rrggbbaa, with or without the sign, and the
// word transparent.
func colour(text string) (color.NRGBA, error) {
	if text == "transparent" {
		return color.NRGBA{}, nil
	}
	digits := strings.TrimPrefix(text, "#")
	if len(digits) == 3 {
		digits = string([]byte{digits[0], digits[0], digits[1], digits[1], digits[2], digits[2]})
	}
	if len(digits) == 6 {
		digits += "ff"
	}
	b, err := hex.DecodeString(digits)
	if err != nil || len(b) != 4 {
		return color.NRGBA{}, fault.New(fault.InvalidParameters, "The background is %q; it must be a colour such as #ffcc00, or transparent.", text)
	}
	return color.NRGBA{b[0], b[1], b[2], b[3]}, nil
}

// New builds the function from an environment.
var New = convert.Function(&Converter)

var handle = fn.Lazy(New)

// Handle is the function's entry point.
func Handle(req handler.Request) (handler.Response, error) { return handle(req) }
