// Package collector is an OpenTelemetry collector for tests: it keeps what it is
// sent by OTLP over HTTP.
package collector

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"

	logspb "go.opentelemetry.io/proto/otlp/collector/logs/v1"
	metricspb "go.opentelemetry.io/proto/otlp/collector/metrics/v1"
	tracepb "go.opentelemetry.io/proto/otlp/collector/trace/v1"
	"google.golang.org/protobuf/proto"
)

// A Collector is an HTTP server that takes traces, metrics and logs. Its methods may be
// called from any goroutine.
type Collector struct {
	URL string // for OTEL_EXPORTER_OTLP_ENDPOINT

	mu      sync.Mutex
	bodies  [][]byte // of all requests, uncompressed; guarded by mu, as all below
	gzipped int      // how many of them came compressed
	traces  []*tracepb.ExportTraceServiceRequest
	metrics []*metricspb.ExportMetricsServiceRequest
	logs    []*logspb.ExportLogsServiceRequest
}

// New returns a collector that runs until the end of the test. A request that it does
// not understand fails the test.
func New(t *testing.T) *Collector {
	t.Helper()
	c := new(Collector)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		reply, err := c.take(r)
		if err != nil {
			t.Errorf("%s %s: %v", r.Method, r.URL.Path, err)
			http.Error(w, err.Error(), http.StatusBadRequest)
			return
		}
		w.Header().Set("Content-Type", "application/x-protobuf")
		w.Write(reply)
	}))
	t.Cleanup(server.Close)
	c.URL = server.URL
	return c
}

// take keeps what a request brings, and returns the body of the response.
func (c *Collector) take(r *http.Request) ([]byte, error) {
	body, gzipped, err := read(r)
	if err != nil {
		return nil, err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.bodies = append(c.bodies, body)
	if gzipped {
		c.gzipped++
	}
	switch r.URL.Path {
	case "/v1/traces":
		return keep(&c.traces, body, new(tracepb.ExportTraceServiceRequest), new(tracepb.ExportTraceServiceResponse))
	case "/v1/metrics":
		return keep(&c.metrics, body, new(metricspb.ExportMetricsServiceRequest), new(metricspb.ExportMetricsServiceResponse))
	case "/v1/logs":
		return keep(&c.logs, body, new(logspb.ExportLogsServiceRequest), new(logspb.ExportLogsServiceResponse))
	}
	return nil, fmt.Errorf("no such path")
}

// read returns the body of a request, and whether it was compressed.
func read(r *http.Request) (body []byte, gzipped bool, err error) {
	if got := r.Header.Get("Content-Type"); r.Method != http.MethodPost || got != "application/x-protobuf" {
		return nil, false, fmt.Errorf("%s of %q, want a POST of protobuf", r.Method, got)
	}
	body, err = io.ReadAll(r.Body)
	if err != nil || r.Header.Get("Content-Encoding") != "gzip" {
		return body, false, err
	}
	unpacked, err := gzip.NewReader(bytes.NewReader(body))
	if err != nil {
		return nil, true, err
	}
	body, err = io.ReadAll(unpacked)
	return body, true, err
}

// keep decodes a request and appends it to list.
func keep[M proto.Message](list *[]M, body []byte, request M, response proto.Message) ([]byte, error) {
	if err := proto.Unmarshal(body, request); err != nil {
		return nil, err
	}
	*list = append(*list, request)
	return proto.Marshal(response)
}

// Bodies returns the bodies of all requests, uncompressed, and how many of them came
// compressed.
func (c *Collector) Bodies() (bodies [][]byte, gzipped int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	return append([][]byte(nil), c.bodies...), c.gzipped
}

// Forget drops what was kept.
func (c *Collector) Forget() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.bodies, c.gzipped, c.traces, c.metrics, c.logs = nil, 0, nil, nil, nil
}
