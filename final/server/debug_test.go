package server

import (
	"encoding/json"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
)

// debugPage returns the status and the body of a page.
func debugPage(s *Server, method, path string) (status int, body string) {
	w := httptest.NewRecorder()
	s.debugHandler().ServeHTTP(w, httptest.NewRequest(method, path, nil))
	return w.Code, w.Body.String()
}

func TestDebugPages(t *testing.T) {
	s := initialized(new(Server))
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

func TestDebugVarsCountWhatTheServerDoes(t *testing.T) {
	s, l := new(Server), newMemListener()
	start(t, s, l)
	c := newClient(t, l.dial())
	c.raw(pipeline("SET k v", "GET k", "GET missing", "INCR k", "GET", "NOSUCH", "PSUBSCRIBE a*", "SUBSCRIBE a"))
	c.want("+OK", "v", "null", "-ERR value is not an integer or out of range", "-ERR wrong number of arguments for 'get' command")
	c.reply()
	c.want("[psubscribe a* :1]", "[subscribe a :2]")
	c.send("PING")
	c.want("[pong ]")

	_, body := debugPage(s, "GET", "/debug/vars")
	var vars struct {
		Runtime  map[string]float64
		Server   map[string]any
		Commands map[string]map[string]int64
	}
	if err := json.Unmarshal([]byte(body), &vars); err != nil {
		t.Fatalf("%v in\n%s", err, body)
	}
	if got := vars.Runtime["/sched/goroutines:goroutines"]; got < 3 {
		t.Errorf("there are %v goroutines", got)
	}
	for name, want := range map[string]float64{
		"clients": 1, "connections": 1, "maxclients": 10000, "keys": 1, "channels": 1, "patterns": 1,
		"keyspace_hits": 1, "keyspace_misses": 1, "rejected_connections": 0, "wrong_passwords": 0,
	} {
		if got := vars.Server[name]; got != want {
			t.Errorf("%s is %v, want %v", name, got, want)
		}
	}
	if errs, _ := vars.Server["errors"].(map[string]any); errs["ERR"] != 3.0 {
		t.Errorf("the errors are %v, want 3 with ERR", vars.Server["errors"])
	}
	get, incr := vars.Commands["get"], vars.Commands["incr"]
	if get["calls"] != 2 || get["rejected"] != 1 || get["failed"] != 0 || incr["calls"] != 1 || incr["failed"] != 1 {
		t.Errorf("got %v for GET and %v for INCR", get, incr)
	}
	if _, ok := vars.Commands["mget"]; ok {
		t.Error("there are statistics of a command that nobody has sent")
	}
}

// Stopping ends requests that take time, and waits for nothing else.
func TestDebugServerStopsInMidRequest(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	stop := new(Server).serveDebug(l, slog.New(slog.DiscardHandler))
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
