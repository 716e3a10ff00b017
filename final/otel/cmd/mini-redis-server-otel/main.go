// Command mini-redis-server-otel is mini-redis-server with OpenTelemetry. It has the
// same flags, see mini-redis-server-otel --help. The OTEL_* environment variables
// say what is sent and where, see the README of the module.
package main

import (
	"context"
	"io"
	"log/slog"
	"os"
	"time"

	"mini-redis/final/otel/telemetry"
	"mini-redis/final/program"
	"mini-redis/final/server"
)

// flushTime is how long the end of the program may wait for the collector.
const flushTime = 5 * time.Second

func main() {
	os.Exit(run(os.Args[1:], os.Stdout, os.Stderr))
}

// run is program.Run with telemetry, which it flushes when the server has ended.
func run(args []string, stdout, stderr io.Writer) int {
	var sent *telemetry.Telemetry
	var log *slog.Logger
	code := program.Run(args, stdout, stderr, func(s *server.Server) (err error) {
		log = s.Logger // which does not send anything
		sent, err = telemetry.Start(context.Background(), s)
		return err
	})
	if sent == nil {
		return code
	}
	ctx, cancel := context.WithTimeout(context.Background(), flushTime)
	defer cancel()
	if err := sent.Shutdown(ctx); err != nil {
		log.Warn("the last telemetry was not sent", "err", err)
	}
	return code
}
