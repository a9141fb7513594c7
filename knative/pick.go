package main

import (
	"fmt"
	"net"
	"net/http"
	"slices"
	"strings"
	"sync"

	"github.com/reverie-image/reverie/functions"
	"github.com/reverie-image/reverie/shared/config"
	"github.com/reverie-image/reverie/shared/fn"
	"github.com/reverie-image/reverie/shared/serve"
	"github.com/reverie-image/reverie/web"
)

// gateway is the value of FUNCTION that stands for the gateway.
const gateway = "web"

// part is what a process serves.
type part struct {
	handler http.Handler
	public  bool           // reached from outside, not by the gateway alone
	started func(net.Addr) // called once connections are taken
}

func pick(name string, env config.Env) (part, error) {
	if name == gateway {
		h, err := web.FromEnv(env)
		if err != nil {
			return part{}, usageError{err}
		}
		h, started := serve.Timed(name, h)
		return part{handler: h, public: true, started: started}, nil
	}
	f, ok := functions.Lookup(name)
	if !ok {
		var err error
		if f, err = instance(name, env); err != nil {
			return part{}, usageError{err}
		}
	}
	build, begin := ahead(f.New)
	h, started := serve.Timed(name, serve.HTTP(name, fn.Lazy(build), serve.Options{}))
	return part{
		handler: h,
		started: func(a net.Addr) { started(a); go begin() },
	}, nil
}

// instances are functions of which there may be several under names of their
// own, the function's with a hyphen and more behind it, and the setting that
// says what makes them different.
var instances = map[string]string{"deepdream": "MODEL"}

// instance finds the function that name is an instance of.
func instance(name string, env config.Env) (functions.Function, error) {
	for base, setting := range instances {
		f, ok := functions.Lookup(base)
		if !ok || !strings.HasPrefix(name, base+"-") {
			continue
		}
		if env(setting) == "" {
			return f, fmt.Errorf("FUNCTION=%q is an instance of %s and needs %s", name, base, setting)
		}
		return f, nil
	}
	return functions.Function{}, unknown(name)
}

func unknown(name string) error {
	names := []string{gateway}
	for _, f := range functions.All {
		names = append(names, f.Name)
	}
	slices.Sort(names)
	list := strings.Join(names, ", ")
	if name == "" {
		return fmt.Errorf("FUNCTION is not set. Set it to the part to run: %s", list)
	}
	return fmt.Errorf("FUNCTION=%q: there is no such function. There are: %s", name, list)
}

// ahead makes build start before it is asked for: begin does the work, and the
// builder returned waits for that and takes the result. Where that failed, it
// builds anew each time.
func ahead(build fn.Builder) (_ fn.Builder, begin func()) {
	first := sync.OnceValues(func() (fn.Handle, error) { return build(config.OS()) })
	retrying := func(env config.Env) (fn.Handle, error) {
		if h, err := first(); err == nil {
			return h, nil
		}
		return build(env)
	}
	return retrying, func() { _, _ = first() }
}
