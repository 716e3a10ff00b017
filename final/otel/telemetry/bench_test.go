package telemetry

import (
	"log/slog"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"mini-redis/final/server"
)

// One operation is what a command costs beside its execution: its begin and its end.
func BenchmarkCommand(b *testing.B) {
	nobody := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {}))
	defer nobody.Close()
	for _, sampler := range []string{"always_on", "traceidratio", "always_off"} {
		b.Run(sampler, func(b *testing.B) {
			b.Setenv("OTEL_EXPORTER_OTLP_ENDPOINT", nobody.URL)
			b.Setenv("OTEL_TRACES_SAMPLER", sampler)
			b.Setenv("OTEL_TRACES_SAMPLER_ARG", "0.01")
			s := &server.Server{Logger: slog.New(slog.DiscardHandler)}
			sent, err := Start(b.Context(), s)
			if err != nil {
				b.Fatal(err)
			}
			defer sent.Shutdown(b.Context())
			connection := s.Observer.BeginConnection(b.Context(), server.Connection{ID: 1, RemoteAddr: nobody.Listener.Addr(), Start: time.Now()})
			cmd := server.Command{Name: "get", Keys: 1}
			b.ReportAllocs()
			for b.Loop() {
				ctx := s.Observer.BeginCommand(connection, cmd)
				s.Observer.EndCommand(ctx, cmd, server.CommandResult{Duration: time.Microsecond, ReplyBytes: 5})
			}
		})
	}
}
