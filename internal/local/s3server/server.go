// Package s3server is an S3 server inside this process, so that Reverie keeps
// its state the same way on a laptop as on a cluster: over HTTP, with signed
// requests and conditional writes.
//
// It is versitygw on a folder, listening on loopback only, with one account
// whose keys are made up once per folder. It is for one machine; it does not
// replicate, and a second server cannot run in the same process.
package s3server

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"sync/atomic"
	"syscall"
	"time"

	"github.com/versity/versitygw/auth"
	"github.com/versity/versitygw/backend/meta"
	"github.com/versity/versitygw/backend/posix"
	"github.com/versity/versitygw/s3api"
	"github.com/versity/versitygw/s3api/middlewares"

	"github.com/reverie-image/reverie/internal/local/datadir"
)

// Region is the only one that the server accepts in a signature.
const Region = "us-east-1"

const (
	maxConnections = 4096
	maxRequests    = 1024
	fileActions    = 64       // at once, each of which may hold a thread
	ioBuffer       = 64 << 10 // a request; the back end's own default is 1 MiB
	copyLimit      = 5 << 30  // zero would refuse every copy
	maxParts       = 10_000
	startTimeout   = 15 * time.Second
	idleGrace      = 250 * time.Millisecond
	portAttempts   = 10
)

// running guards what versitygw's back end shares with the whole process: it
// works with paths relative to the working directory.
var running atomic.Bool

// Server is a running S3 server.
type Server struct {
	endpoint string
	keys     keys
	api      *s3api.S3ApiServer
	files    *posix.Posix
	served   chan error
	workDir  string
	gate     gate
}

// Start serves the objects of dir. Until Close the process's working directory
// is the objects' folder: make every relative path absolute first.
func Start(ctx context.Context, dir *datadir.Dir) (*Server, error) {
	if !running.CompareAndSwap(false, true) {
		return nil, errors.New("an embedded S3 server runs in this process already; close that one first")
	}
	s := &Server{served: make(chan error, 1)}
	s.workDir, _ = os.Getwd()
	if err := s.start(ctx, dir); err != nil {
		s.release()
		return nil, fmt.Errorf("the embedded S3 server cannot start: %w", err)
	}
	return s, nil
}

func (s *Server) start(ctx context.Context, dir *datadir.Dir) (err error) {
	if s.keys, err = loadKeys(dir.File(keysName)); err != nil {
		return err
	}
	if s.files, err = openFiles(dir.Objects()); err != nil {
		return err
	}
	account := auth.Account{Access: s.keys.AccessKeyID, Secret: s.keys.SecretAccessKey, Role: auth.RoleAdmin}
	root := middlewares.RootUserConfig{Access: account.Access, Secret: account.Secret}
	ready := make(chan struct{})
	s.api, err = s3api.New(s.files, root, Region, auth.NewIAMServiceSingle(account), nil, nil, nil, nil,
		s3api.WithKeepAlive(), s3api.WithQuiet(), s3api.WithDisableACL(),
		s3api.WithConcurrencyLimiter(maxConnections, maxRequests), s3api.WithMpMaxParts(maxParts),
		s3api.WithMiddleware("/", s.gate.pass),
		s3api.WithOnListen(func() { close(ready) }))
	if err != nil {
		return err
	}
	for range portAttempts {
		if err = s.listen(ctx, ready); !errors.Is(err, syscall.EADDRINUSE) {
			return err
		}
	}
	return err
}

func openFiles(root string) (*posix.Posix, error) {
	opts := posix.PosixOpts{
		CopyObjectThreshold: copyLimit,
		IOBufferSize:        ioBuffer,
		Concurrency:         fileActions,
		ForceNoObjLockFile:  true, // the folder's lock lets one process in
	}
	opts.SetNewDirPerm(0o700)
	opts.SetNewFilePerm(0o600)
	return posix.New(root, meta.XattrMeta{}, opts)
}

// listen serves on a free port. versitygw opens its listener itself and does
// not tell a port that the system chose, hence the port is looked up before;
// when another process takes it in between, the caller tries again.
func (s *Server) listen(ctx context.Context, ready <-chan struct{}) error {
	addr, err := freeAddress()
	if err != nil {
		return err
	}
	go func() { s.served <- s.api.ServeMultiPort([]string{addr}) }()
	timeout := time.NewTimer(startTimeout)
	defer timeout.Stop()
	select {
	case <-ready:
		s.endpoint = "http://" + addr
		return nil
	case err := <-s.served:
		return err
	case <-timeout.C:
		return fmt.Errorf("it does not listen on %s after %v", addr, startTimeout)
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}

func freeAddress() (string, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	defer l.Close()
	return l.Addr().String(), nil
}

// Env names the server in the variables that the functions read.
func (s *Server) Env() map[string]string {
	return map[string]string{
		"S3_ENDPOINT":          s.endpoint,
		"S3_REGION":            Region,
		"S3_ACCESS_KEY_ID":     s.keys.AccessKeyID,
		"S3_SECRET_ACCESS_KEY": s.keys.SecretAccessKey,
	}
}

// Endpoint is the server's URL.
func (s *Server) Endpoint() string { return s.endpoint }

// Close takes no more requests, lets those under way finish as long as ctx
// allows, and gives the process its working directory back.
func (s *Server) Close(ctx context.Context) error {
	defer s.release()
	// versitygw's own shutdown would cancel them at once.
	late := s.gate.shut(ctx)
	done := make(chan error, 1)
	go func() { done <- s.api.ShutDown() }()
	if late != nil {
		return fmt.Errorf("stop the embedded S3 server: requests still under way: %w", late)
	}
	// A connection on which no request ever came holds versitygw's own
	// shutdown up for long; nobody has to wait for that.
	select {
	case err := <-done:
		return err
	case <-time.After(idleGrace):
		return nil
	}
}

func (s *Server) release() {
	if s.files != nil {
		s.files.Shutdown()
	}
	if s.workDir != "" {
		_ = os.Chdir(s.workDir) // it may be gone; nothing here needs it
	}
	running.Store(false)
}
