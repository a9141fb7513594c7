package telemetry

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"strconv"
	"time"

	"go.opentelemetry.io/otel/exporters/otlp/otlptrace"
	tracepb "go.opentelemetry.io/proto/otlp/trace/v1"
	"google.golang.org/protobuf/proto"
)

const (
	otlpAttempts   = 4
	otlpFirstWait  = 500 * time.Millisecond // doubles each time
	otlpLongest    = 10 * time.Second
	maxOTLPMessage = 1 << 10
)

// otlpClient sends spans over OTLP/HTTP. The SDK's own client would do, but it
// links in gRPC and, through that, text/template, which keeps the linker from
// leaving out what is not used: three megabytes in every container.
type otlpClient struct {
	cfg    otlpConfig
	client *http.Client
}

var _ otlptrace.Client = (*otlpClient)(nil)

func newOTLPClient(cfg otlpConfig) *otlpClient {
	transport := http.DefaultTransport.(*http.Transport).Clone()
	transport.TLSClientConfig = cfg.tls
	return &otlpClient{cfg: cfg, client: &http.Client{Transport: transport, Timeout: cfg.timeout}}
}

// Start does nothing: connections are made when there is something to send.
func (c *otlpClient) Start(context.Context) error { return nil }

// Stop lets go of idle connections.
func (c *otlpClient) Stop(context.Context) error {
	c.client.CloseIdleConnections()
	return nil
}

// UploadTraces sends spans, again after a while where the collector asks for
// that or cannot be reached.
func (c *otlpClient) UploadTraces(ctx context.Context, spans []*tracepb.ResourceSpans) error {
	// The same on the wire as ExportTraceServiceRequest, whose package needs gRPC.
	body, err := proto.Marshal(&tracepb.TracesData{ResourceSpans: spans})
	if err != nil {
		return err
	}
	if c.cfg.gzip {
		if body, err = compressed(body); err != nil {
			return err
		}
	}
	wait := otlpFirstWait
	for attempt := 1; ; attempt++ {
		again, err := c.post(ctx, body)
		if err == nil || again < 0 || attempt == otlpAttempts {
			return err
		}
		pause := max(again, wait/2+rand.N(wait/2))
		wait *= 2
		select {
		case <-ctx.Done():
			return errors.Join(err, ctx.Err())
		case <-time.After(min(pause, otlpLongest)):
		}
	}
}

// post sends once. With an error, again is how long the collector wants to be
// left alone, or negative when trying again is of no use.
func (c *otlpClient) post(ctx context.Context, body []byte) (again time.Duration, err error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, c.cfg.url, bytes.NewReader(body))
	if err != nil {
		return -1, err
	}
	for name, values := range c.cfg.header {
		req.Header[name] = values
	}
	req.Header.Set("Content-Type", "application/x-protobuf")
	if c.cfg.gzip {
		req.Header.Set("Content-Encoding", "gzip")
	}
	res, err := c.client.Do(req)
	if err != nil {
		return 0, err
	}
	defer func() { _ = res.Body.Close() }()
	message, _ := io.ReadAll(io.LimitReader(res.Body, maxOTLPMessage))
	if res.StatusCode/100 == 2 {
		return 0, nil
	}
	err = fmt.Errorf("the collector at %s answered %s: %q", c.cfg.url, res.Status, message)
	switch res.StatusCode {
	case http.StatusTooManyRequests, http.StatusBadGateway, http.StatusServiceUnavailable, http.StatusGatewayTimeout:
		seconds, _ := strconv.Atoi(res.Header.Get("Retry-After"))
		return time.Duration(max(seconds, 0)) * time.Second, err
	}
	return -1, err
}

func compressed(body []byte) ([]byte, error) {
	var out bytes.Buffer
	zip := gzip.NewWriter(&out)
	if _, err := zip.Write(body); err != nil {
		return nil, err
	}
	err := zip.Close()
	return out.Bytes(), err
}
