package local

import (
	"encoding/json"
	"fmt"
	"net/http"
	"time"

	"github.com/reverie-image/reverie/internal/local/broker"
	"github.com/reverie-image/reverie/shared/catalog"
	"github.com/reverie-image/reverie/shared/convert"
	"github.com/reverie-image/reverie/shared/event"
	"github.com/reverie-image/reverie/shared/serve"
	"github.com/reverie-image/reverie/web"
)

// build makes every function from its environment, served under its name.
func (s *Server) build() (map[string]http.Handler, error) {
	if _, set := s.env["COOKIE_SECURE"]; !set && s.cfg.Env("COOKIE_SECURE") == "" && s.cfg.Env("TRUST_FORWARDED") == "" {
		// The gateway speaks plain HTTP, and not every client counts loopback
		// as secure.
		s.env["COOKIE_SECURE"] = "false"
	}
	handlers := map[string]http.Handler{}
	for _, f := range s.cfg.Functions {
		if url, ok := s.cfg.Remote[f.Name]; ok {
			// A fragment is not sent: the function is behind this one URL.
			remote, err := web.Remote(url+"#{name}", []string{f.Name})
			if err != nil {
				return nil, err
			}
			handlers[f.Name] = remote(f.Name)
			continue
		}
		handle, err := f.New(s.Env())
		if err != nil {
			return nil, fmt.Errorf("the function %s cannot start: %w", f.Name, err)
		}
		handlers[f.Name] = serve.HTTP(f.Name, handle, serve.Options{})
	}
	return handlers, nil
}

// catalogue adds the converters that it does not have to the catalogue, which
// functions load from the environment.
func (s *Server) catalogue() error {
	known, err := catalog.Load(s.Env())
	if err != nil {
		return err
	}
	var more []catalog.Descriptor
	if set := s.cfg.Env("CONVERTERS"); set != "" {
		if err := json.Unmarshal([]byte(set), &more); err != nil {
			return fmt.Errorf("CONVERTERS: %w", err)
		}
	}
	added := false
	for _, f := range s.cfg.Functions {
		if f.Converter == nil {
			continue
		}
		if _, ok := known.Lookup(f.Name); !ok {
			more, added = append(more, f.Converter.Descriptor), true
		}
	}
	if !added {
		return nil
	}
	list, err := json.Marshal(more)
	if err != nil {
		return err
	}
	s.env["CONVERTERS"] = string(list)
	return nil
}

// converters are the names of the functions that convert.
func (s *Server) converters() map[string]bool {
	names := map[string]bool{}
	for _, f := range s.cfg.Functions {
		if f.Converter != nil {
			names[f.Name] = true
		}
	}
	return names
}

// Lanes that triggers share.
const (
	laneConverters = "converters"
	laneLong       = "long" // so that quick conversions do not wait behind long ones
	laneSweep      = "sweep"
)

// triggers are the same as on a cluster: who gets which events.
func (s *Server) triggers() ([]broker.Trigger, error) {
	var list []broker.Trigger
	add := func(t broker.Trigger, function string) {
		if t.Target = s.target(function); t.Target != "" {
			list = append(list, t)
		}
	}
	for _, f := range s.cfg.Functions {
		if f.Converter == nil {
			continue
		}
		timeout, err := convert.Timeout(f.Name, f.Converter.Timeout, s.Env())
		if err != nil {
			return nil, err
		}
		lane := laneConverters
		if f.Converter.Cost != nil {
			lane = laneLong
		}
		add(broker.Trigger{
			Name:    f.Name,
			Filter:  map[string]string{"type": event.ConversionRequested, event.Converter: f.Name},
			Lane:    lane,
			Timeout: timeout + conversionSlack,
		}, f.Name)
	}
	add(trigger("gallery-keep", "", event.ConversionSucceeded, event.Owned, "true"), "gallery")
	add(trigger("gallery-forget", "", event.AccountDeleted), "gallery")
	add(trigger("auth-forget", "", event.AccountPicturesDeleted), "auth")
	add(trigger("auth-sweep", "", event.SweepRequested), "auth")
	add(trigger("sweep", laneSweep, event.SweepRequested), "sweep")
	return list, nil
}

// handlingTime is for events whose work grows with what is stored: a sweep, an
// account's pictures.
const handlingTime = 5 * time.Minute

func trigger(name, lane, eventType string, extension ...string) broker.Trigger {
	filter := map[string]string{"type": eventType}
	if len(extension) == 2 {
		filter[extension[0]] = extension[1]
	}
	return broker.Trigger{Name: name, Filter: filter, Lane: lane, Timeout: handlingTime}
}

// target is the URL that a function's events go to, or empty without one.
func (s *Server) target(name string) string {
	if url, ok := s.cfg.Remote[name]; ok {
		return url
	}
	for _, f := range s.cfg.Functions {
		if f.Name == name {
			return s.inside.function(name)
		}
	}
	return ""
}
