package program

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"net"
	"net/http"
	"net/http/pprof"
	"runtime/metrics"
	"sync"
	"time"

	"mini-redis/final/server"
)

// debugAddress completes an address for debugging: without a host it is that of
// this machine alone. Empty stays empty.
func debugAddress(text string) (string, error) {
	if text == "" {
		return "", nil
	}
	host, port, err := net.SplitHostPort(text)
	if err != nil {
		return "", errors.New("want host:port or :port")
	}
	if host == "" {
		host = "127.0.0.1"
	}
	return net.JoinHostPort(host, port), nil
}

// serveDebug answers HTTP requests for profiles and statistics of s on l until stop
// is called, which waits for the end.
func serveDebug(s *server.Server, l net.Listener, log *slog.Logger) (stop func()) {
	h := &http.Server{
		Handler:           debugHandler(s),
		ReadHeaderTimeout: 10 * time.Second,
		ErrorLog:          slog.NewLogLogger(log.Handler(), slog.LevelDebug),
	}
	// Profiles that take time end with the server.
	ctx, cancel := context.WithCancel(context.Background())
	h.BaseContext = func(net.Listener) context.Context { return ctx }
	var serving sync.WaitGroup
	serving.Go(func() {
		if err := h.Serve(l); !errors.Is(err, http.ErrServerClosed) {
			log.Error("debugging: serve", "err", err)
		}
	})
	return func() {
		cancel()
		h.Close()
		serving.Wait()
	}
}

// debugHandler has net/http/pprof's pages, but not that of the command line, which
// may hold the password, and on a mux of its own: what else the process serves over
// HTTP does not get them.
func debugHandler(s *server.Server) http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("/debug/pprof/", pprof.Index) // and the profiles by name
	mux.HandleFunc("/debug/pprof/profile", pprof.Profile)
	mux.HandleFunc("/debug/pprof/trace", pprof.Trace)
	mux.HandleFunc("/debug/pprof/symbol", pprof.Symbol)
	mux.HandleFunc("/debug/vars", func(w http.ResponseWriter, _ *http.Request) { debugVars(s, w) })
	return mux
}

// debugVars answers with statistics as one JSON object.
func debugVars(s *server.Server, w http.ResponseWriter) {
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	encoder := json.NewEncoder(w)
	encoder.SetIndent("", "\t")
	vars := s.Vars()
	vars["runtime"] = runtimeVars()
	encoder.Encode(vars) // the client may have left
}

// runtimeVars are the metrics of package runtime/metrics that are a number. Unlike
// runtime.ReadMemStats, reading them does not stop the program.
func runtimeVars() map[string]any {
	var samples []metrics.Sample
	for _, d := range metrics.All() {
		if d.Kind == metrics.KindUint64 || d.Kind == metrics.KindFloat64 {
			samples = append(samples, metrics.Sample{Name: d.Name})
		}
	}
	metrics.Read(samples)
	vars := make(map[string]any, len(samples))
	for _, sample := range samples {
		if sample.Value.Kind() == metrics.KindUint64 {
			vars[sample.Name] = sample.Value.Uint64()
		} else {
			vars[sample.Name] = sample.Value.Float64()
		}
	}
	return vars
}
