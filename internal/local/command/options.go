package command

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/exec"
	"runtime"
	"runtime/debug"
	"time"

	"github.com/reverie-image/reverie/internal/local"
	"github.com/reverie-image/reverie/internal/local/datadir"
	"github.com/reverie-image/reverie/shared/config"
)

type options struct {
	addr, data, logLevel string
	models, listModels   string
	jobTTL               time.Duration
	open, version        bool
}

// ErrUsage: the command line cannot be understood, and a message has said why.
var ErrUsage = errors.New("wrong usage")

// parse reads the command line. Its errors have been reported.
func parse(args []string, out, errOut io.Writer) (options, error) {
	var o options
	defaultData, err := datadir.Default()
	if err != nil {
		defaultData = "none: set it"
	}
	f := flag.NewFlagSet("reverie", flag.ContinueOnError)
	f.SetOutput(errOut)
	f.StringVar(&o.addr, "addr", local.DefaultAddr, "`host:port` to listen on; port 0 is any free one")
	f.StringVar(&o.data, "data", "", "`folder` for pictures and accounts (default "+defaultData+")")
	f.StringVar(&o.models, "models", "", "`folder` of networks to dream with, .safetensors and .onnx, or s3: (default MODELS, or none)")
	f.StringVar(&o.listModels, "list-models", "", "print the value of CONVERTERS for the models of a `folder` or of s3:, and exit")
	f.DurationVar(&o.jobTTL, "job-ttl", 0, "`time` that a job and its result are kept after the last sign of life (default JOB_TTL, or 100s)")
	f.StringVar(&o.logLevel, "log-level", "", "least `level` of log lines: debug, info, warn or error (default LOG_LEVEL, or info)")
	f.BoolVar(&o.open, "open", false, "open the editor in the browser")
	f.BoolVar(&o.version, "version", false, "print the version and exit")
	f.Usage = func() {}
	err = f.Parse(args)
	switch {
	case errors.Is(err, flag.ErrHelp):
		f.SetOutput(out)
		fmt.Fprint(out, usageHead)
		f.PrintDefaults()
		fmt.Fprint(out, usageEnv)
		return o, flag.ErrHelp
	case err == nil && f.NArg() > 0:
		err = fmt.Errorf("unexpected argument %q", f.Arg(0))
		fmt.Fprintln(errOut, err)
	case err == nil && o.jobTTL < 0:
		err = fmt.Errorf("-job-ttl %v: must be positive", o.jobTTL)
		fmt.Fprintln(errOut, err)
	}
	if err != nil {
		fmt.Fprintln(errOut, "See reverie -h for all flags and environment variables.")
		return o, ErrUsage
	}
	return o, nil
}

// logging puts what the flags say over the environment. At a terminal, lines
// are for reading by eye unless LOG_FORMAT says otherwise.
func (o options) logging(env config.Env, errOut io.Writer) config.Env {
	over := map[string]string{}
	if o.logLevel != "" {
		over["LOG_LEVEL"] = o.logLevel
	}
	if env("LOG_FORMAT") == "" && isTerminal(errOut) {
		over["LOG_FORMAT"] = "text"
	}
	return config.Map(over, env)
}

func isTerminal(w io.Writer) bool {
	f, ok := w.(*os.File)
	if !ok {
		return false
	}
	info, err := f.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}

// version is the module's version, or the commit that it was built from.
func version() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return "reverie (unknown version)"
	}
	v := info.Main.Version
	for _, s := range info.Settings {
		if s.Key == "vcs.revision" && (v == "" || v == "(devel)") {
			v = s.Value
		}
	}
	return fmt.Sprintf("reverie %s %s %s/%s", v, info.GoVersion, runtime.GOOS, runtime.GOARCH)
}

func openBrowser(url string) {
	var cmd *exec.Cmd
	switch runtime.GOOS {
	case "darwin":
		cmd = exec.Command("open", url)
	case "windows":
		cmd = exec.Command("rundll32", "url.dll,FileProtocolHandler", url)
	default:
		cmd = exec.Command("xdg-open", url)
	}
	if err := cmd.Start(); err != nil {
		slog.Warn("no browser could be opened", "error", err)
		return
	}
	go func() { _ = cmd.Wait() }()
}
