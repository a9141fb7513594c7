package main

import (
	"bufio"
	"context"
	_ "embed"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"
)

// contender is a program that can do some of the tasks.
type contender interface {
	name() string
	can(t *task, in input) bool
	// once does a task and says what it took.
	once(ctx context.Context, t *task, in input, out string) (took, error)
	close()
}

type took struct{ CPU, Wall float64 } // ms

var errNoWorker = errors.New("the worker ended")

// order is what a worker process is asked for.
type order struct {
	Converter, Query, Code, In, Out, Quality string
	JPEG                                     bool
}

// server is a process that converts one file after the other, so that its start
// is no part of what is measured.
type server struct {
	label string
	code  func(t *task) string
	cmd   *exec.Cmd
	in    io.WriteCloser
	out   *bufio.Scanner
}

func serve(ctx context.Context, label string, code func(*task) string, dir string, argv ...string) (*server, error) {
	s := &server{label: label, code: code, cmd: exec.CommandContext(ctx, argv[0], argv[1:]...)}
	s.cmd.Dir, s.cmd.Stderr = dir, os.Stderr
	s.cmd.Env = append(os.Environ(), "GOMAXPROCS=1", "VIPS_CONCURRENCY=1", "UV_THREADPOOL_SIZE=1")
	var err error
	if s.in, err = s.cmd.StdinPipe(); err != nil {
		return nil, err
	}
	out, err := s.cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	s.out = bufio.NewScanner(out)
	return s, s.cmd.Start()
}

func (s *server) name() string              { return s.label }
func (s *server) can(t *task, _ input) bool { return s.code(t) != "" }
func (s *server) close()                    { _ = s.in.Close(); _ = s.cmd.Wait() }
func (s *server) request(o order) error     { return json.NewEncoder(s.in).Encode(o) }
func (s *server) answer(v any) error {
	if !s.out.Scan() {
		return errors.Join(errNoWorker, s.out.Err())
	}
	return json.Unmarshal(s.out.Bytes(), v)
}

func (s *server) once(_ context.Context, t *task, in input, out string) (took, error) {
	err := s.request(order{t.converter, t.query, t.sharp, in.path, out, in.quality, in.jpeg})
	if err != nil {
		return took{}, err
	}
	var res struct {
		took
		Error string
	}
	if err := s.answer(&res); err != nil {
		return took{}, err
	}
	if res.Error != "" {
		return took{}, errors.New(res.Error)
	}
	return res.took, nil
}

// command is a program that is started for each file; its start counts.
type command struct {
	label string
	args  func(t *task, in input, out string) []string
}

func (c *command) name() string               { return c.label }
func (c *command) can(t *task, in input) bool { return c.args(t, in, "") != nil }
func (c *command) close()                     {}

func (c *command) once(ctx context.Context, t *task, in input, out string) (took, error) {
	argv := c.args(t, in, out)
	cmd := exec.CommandContext(ctx, argv[0], argv[1:]...)
	cmd.Env = append(os.Environ(), "VIPS_CONCURRENCY=1", "MAGICK_THREAD_LIMIT=1", "OMP_NUM_THREADS=1")
	began := time.Now()
	notes, err := cmd.CombinedOutput()
	if err != nil {
		return took{}, fmt.Errorf("%v: %w: %s", argv, err, notes)
	}
	s := cmd.ProcessState
	return took{1e3 * (s.UserTime() + s.SystemTime()).Seconds(), 1e3 * time.Since(began).Seconds()}, nil
}

//go:embed sharp.mjs
var sharpScript []byte

// contenders are Reverie and those that are installed.
func contenders(ctx context.Context, dir, sharp string) ([]contender, error) {
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	reverie, err := serve(ctx, "Reverie", func(t *task) string { return t.converter }, dir, self, "-worker")
	if err != nil {
		return nil, err
	}
	list := []contender{reverie}
	if sharp != "" {
		script := filepath.Join(dir, "sharp.mjs")
		if err := os.WriteFile(script, sharpScript, 0o644); err != nil {
			return nil, err
		}
		modules, err := filepath.Abs(filepath.Join(sharp, "node_modules", "sharp"))
		if err != nil {
			return nil, err
		}
		s, err := serve(ctx, "sharp", func(t *task) string { return t.sharp }, dir, "node", script, modules)
		if err != nil {
			return nil, err
		}
		list = append(list, s)
	}
	for _, program := range []string{"vips", "convert", "gm", "jpegtran"} {
		if _, err := exec.LookPath(program); err != nil {
			return nil, err
		}
	}
	return append(list, &command{"vips", vips}, &command{"ImageMagick", magick}, &command{"GraphicsMagick", graphics}, &command{"jpegtran", jpegtran}), nil
}

func vips(t *task, in input, out string) []string {
	if t.vips == "" {
		return nil
	}
	if in.jpeg {
		out += "[Q=" + in.quality + "]"
	}
	argv := []string{"vips"}
	for _, word := range strings.Fields(t.vips) {
		switch word {
		case "IN":
			word = in.path
		case "OUT":
			word = out
		}
		argv = append(argv, word)
	}
	return argv
}

func magick(t *task, in input, out string) []string {
	return magicks([]string{"convert"}, t.magick, in, out)
}

func graphics(t *task, in input, out string) []string {
	return magicks([]string{"gm", "convert"}, t.gm, in, out)
}

func magicks(argv []string, args string, in input, out string) []string {
	if args == "" {
		return nil
	}
	argv = append(append(argv, in.path), strings.Fields(args)...)
	if in.jpeg {
		argv = append(argv, "-quality", in.quality)
	}
	return append(argv, out)
}

func jpegtran(t *task, in input, out string) []string {
	if t.jpegtran == "" || !in.jpeg {
		return nil
	}
	return append(append([]string{"jpegtran", "-copy", "none", "-optimize", "-outfile", out}, strings.Fields(t.jpegtran)...), in.path)
}
