// Package config reads settings from an environment.
//
// A setting has a default, so that everything runs with none set, and a wrong
// value is reported with its name: a [Reader] collects all of them, and its Err
// says every one. It holds no settings of its own; each package that needs some
// declares a struct and fills it from a Reader.
package config

import (
	"errors"
	"fmt"
	"math"
	"os"
	"strconv"
	"time"
)

// Env looks a variable up; an unset one is the empty string.
type Env func(key string) string

// OS is the process's environment.
func OS() Env { return os.Getenv }

// Map is an environment held in a map, over a fallback that may be nil.
func Map(values map[string]string, fallback Env) Env {
	return func(key string) string {
		if v, ok := values[key]; ok {
			return v
		}
		if fallback == nil {
			return ""
		}
		return fallback(key)
	}
}

// Reader reads settings and remembers every value it could not use.
type Reader struct {
	env  Env
	errs []error
}

// Read starts reading env; nil stands for an empty one.
func Read(env Env) *Reader {
	if env == nil {
		env = Map(nil, nil)
	}
	return &Reader{env: env}
}

// Err reports all unusable values, or nil.
func (r *Reader) Err() error { return errors.Join(r.errs...) }

// String is the variable's value, or def when it is unset or empty.
func (r *Reader) String(key, def string) string {
	if v := r.env(key); v != "" {
		return v
	}
	return def
}

// Bool takes 1, t, true, 0, f, false in any case.
func (r *Reader) Bool(key string, def bool) bool {
	return read(r, key, def, strconv.ParseBool, "true or false")
}

// Int takes a whole number of at least min.
func (r *Reader) Int(key string, def, min int) int {
	n := read(r, key, def, strconv.Atoi, "a whole number")
	if n < min {
		r.errs = append(r.errs, fmt.Errorf("%s=%d: must be at least %d", key, n, min))
		return def
	}
	return n
}

// Number takes a positive number.
func (r *Reader) Number(key string, def float64) float64 {
	n := read(r, key, def, func(s string) (float64, error) { return strconv.ParseFloat(s, 64) }, "a number")
	if !(n > 0) || n > math.MaxFloat64 {
		r.errs = append(r.errs, fmt.Errorf("%s=%v: must be positive", key, n))
		return def
	}
	return n
}

// Duration takes a positive Go duration such as 100s or 1m30s.
func (r *Reader) Duration(key string, def time.Duration) time.Duration {
	d := read(r, key, def, time.ParseDuration, "a duration such as 100s")
	if d <= 0 {
		r.errs = append(r.errs, fmt.Errorf("%s=%v: must be positive", key, d))
		return def
	}
	return d
}

func read[T any](r *Reader, key string, def T, parse func(string) (T, error), want string) T {
	s := r.env(key)
	if s == "" {
		return def
	}
	v, err := parse(s)
	if err != nil {
		r.errs = append(r.errs, fmt.Errorf("%s=%q: want %s", key, s, want))
		return def
	}
	return v
}
