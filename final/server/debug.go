package server

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
func (s *Server) serveDebug(l net.Listener, log *slog.Logger) (stop func()) {
	h := &http.Server{
		Handler:           s.debugHandler(),
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
func (s *Server) debugHandler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("/debug/pprof/", pprof.Index) // and the profiles by name
	mux.HandleFunc("/debug/pprof/profile", pprof.Profile)
	mux.HandleFunc("/debug/pprof/trace", pprof.Trace)
	mux.HandleFunc("/debug/pprof/symbol", pprof.Symbol)
	mux.HandleFunc("/debug/vars", s.debugVars)
	return mux
}

// debugVars answers with statistics as one JSON object.
func (s *Server) debugVars(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	encoder := json.NewEncoder(w)
	encoder.SetIndent("", "\t")
	encoder.Encode(map[string]any{"runtime": runtimeVars(), "server": s.vars(), "commands": s.commandVars()}) // the client may have left
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

// vars are the statistics of the server.
func (s *Server) vars() map[string]any {
	s.init.Do(s.initialize)
	s.mu.Lock()
	clients := len(s.conns)
	s.mu.Unlock()
	store := s.store.Stats()
	return map[string]any{
		"uptime_seconds":       int64(time.Since(s.started).Seconds()),
		"clients":              clients,
		"maxclients":           s.maxClients(),
		"connections":          s.stats.connections.Load(),
		"rejected_connections": s.stats.rejected.Load(),
		"wrong_passwords":      s.stats.denied.Load(),
		"input_bytes":          s.stats.bytesIn.Load(),
		"output_bytes":         s.stats.bytesOut.Load(),
		"slow_clients_dropped": s.stats.slowDropped.Load(),
		"commands_too_long":    s.stats.queryTooLarge.Load(),
		"errors":               s.stats.errorCounts(),
		"keys":                 store.Keys,
		"keys_with_deadline":   store.Expiring,
		"expired_keys":         store.Expired,
		"keyspace_hits":        store.Hits,
		"keyspace_misses":      store.Misses,
		"channels":             s.hub.NumChannels(),
		"patterns":             s.hub.NumPat(),
	}
}

// commandVars are the statistics of each command that was sent at least once.
func (s *Server) commandVars() map[string]any {
	s.init.Do(s.initialize)
	vars := map[string]any{}
	for _, cmd := range s.everyCommand() {
		calls, rejected := cmd.stats.calls.Load(), cmd.stats.rejected.Load()
		if calls+rejected == 0 {
			continue
		}
		vars[cmd.name] = map[string]int64{
			"calls":        calls,
			"microseconds": cmd.stats.duration.Load() / 1000,
			"rejected":     rejected,
			"failed":       cmd.stats.failed.Load(),
		}
	}
	return vars
}
