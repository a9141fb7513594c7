package convert

import (
	"errors"
	"time"

	"github.com/reverie-image/reverie/shared/fault"
	"github.com/reverie-image/reverie/shared/picture"
	"github.com/reverie-image/reverie/shared/upload"
)

// Input is what a request asks a converter for, after every check that can be
// made before the work begins.
type Input struct {
	Values   Values
	Info     picture.Info            // of the picture
	Pictures map[string]picture.Info // of the further ones, by their parameters
	Estimate float64                 // seconds that the conversion will take; 0 where nothing is known
}

// Check holds a request against a converter: its parameters, then the headers
// of its pictures, then the budget, to which parameters are fitted where the
// request asks for it. limit is what one conversion may take: the budget of a
// converter that states no other; 0 is none.
func Check(d Descriptor, up upload.Upload, limit time.Duration) (in Input, err error) {
	if in.Values, err = d.Parse(up.Parameters, up.Pictures); err != nil {
		return in, err
	}
	if in.Info, err = picture.Inspect(up.Data, picture.DefaultLimits()); err != nil {
		return in, err
	}
	if in.Pictures, err = inspectPictures(in.Values); err != nil {
		return in, err
	}
	if d.Cost == nil {
		in.Estimate, err = newRequest(d, up.Data, in).estimate(limit)
		return in, err
	}
	w, h := in.Info.Upright()
	in.Values = d.Fit(w, h, in.Info.Frames, in.Values)
	in.Estimate, err = d.Estimate(w, h, in.Info.Frames, in.Values)
	return in, err
}

// inspectPictures reads the headers of the pictures among parameters.
func inspectPictures(v Values) (map[string]picture.Info, error) {
	var infos map[string]picture.Info
	for _, name := range v.Pictures() {
		info, err := picture.Inspect(v.Picture(name), picture.DefaultLimits())
		if err != nil {
			return nil, about(name, err)
		}
		if infos == nil {
			infos = map[string]picture.Info{}
		}
		infos[name] = info
	}
	return infos, nil
}

// about says which of several pictures an error speaks of.
func about(name string, err error) error {
	var f *fault.Error
	if !errors.As(err, &f) {
		return err
	}
	named := *f
	named.Message = "The picture \"" + name + "\": " + f.Message
	return named.With("parameter", name)
}
