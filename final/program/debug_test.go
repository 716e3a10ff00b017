package program

import (
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"mini-redis/final/server"
)

// debugPage returns the status and the body of a page.
func debugPage(s *server.Server, method, path string) (status int, body string) {
	w := httptest.NewRecorder()
	debugHandler(s).ServeHTTP(w, httptest.NewRequest(method, path, nil))
	return w.Code, w.Body.String()
}

func TestDebugPages(t *testing.T) {
	s := new(server.Server)
	for _, tt := range []struct {
		method, path string
		status       int
		want         string // contained in the page
	}{
		{"GET", "/debug/pprof/", 200, "goroutine"},
		{"GET", "/debug/pprof/goroutine?debug=1", 200, "goroutine profile: "},
		{"GET", "/debug/pprof/heap?debug=1", 200, "heap profile: "},
		{"GET", "/debug/pprof/symbol", 200, "num_symbols"},
		{"POST", "/debug/pprof/symbol", 200, "num_symbols"},
		{"GET", "/debug/vars", 200, `"server": {`},
		{"GET", "/debug/vars", 200, `"commands": {`},
		{"GET", "/debug/vars", 200, `"/sched/goroutines:goroutines": `},
		{"GET", "/debug/pprof/cmdline", 404, ""},
		{"GET", "/debug/", 404, ""},
		{"GET", "/", 404, ""},
	} {
		status, body := debugPage(s, tt.method, tt.path)
		if status != tt.status || !strings.Contains(body, tt.want) {
			t.Errorf("%s %s: got %d, %.200q, want %d and %q", tt.method, tt.path, status, body, tt.status, tt.want)
		}
	}
}

// The pages do not belong to a server that the program may have on the default mux,
// and that one's page of the command line does not belong to them.
func TestDebugPagesHaveAMuxOfTheirOwn(t *testing.T) {
	r := httptest.NewRequest("GET", "/debug/vars", nil)
	if _, pattern := http.DefaultServeMux.Handler(r); pattern != "" {
		t.Errorf("the default mux has %s", pattern)
	}
}

// Stopping ends requests that take time, and waits for nothing else.
func TestDebugServerStopsInMidRequest(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	stop := serveDebug(new(server.Server), l, slog.New(slog.DiscardHandler))
	url := "http://" + l.Addr().String() + "/debug/"
	r, err := http.Get(url + "vars") // before the first client of the server
	if err != nil || r.StatusCode != 200 {
		t.Fatal(r, err)
	}
	io.Copy(io.Discard, r.Body)
	r.Body.Close()

	ended := make(chan struct{})
	conn, err := net.Dial("tcp", l.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	conn.SetDeadline(time.Now().Add(time.Minute))
	if _, err := io.WriteString(conn, "GET /debug/pprof/trace?seconds=3600 HTTP/1.1\r\nHost: localhost\r\n\r\n"); err != nil {
		t.Fatal(err)
	}
	if _, err := conn.Read(make([]byte, 1)); err != nil { // the trace has begun
		t.Fatal(err)
	}
	go func() {
		defer close(ended)
		io.Copy(io.Discard, conn)
	}()
	stop()
	<-ended
	if _, err := net.Dial("tcp", l.Addr().String()); err == nil {
		t.Error("the port is still open")
	}
}
