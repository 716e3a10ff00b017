package telemetry

import (
	"context"
	"log/slog"
	"sync"
	"time"
)

// complaintInterval is the least time between two records of errors.
const complaintInterval = time.Minute

// errorsOnly is a handler for what the SDK says of itself: of variables that it does
// not understand, for example. At lower levels it talks of its own affairs. Of the
// attributes it keeps the names of variables: others have values in them, which may be
// the credentials of the collector.
type errorsOnly struct{ other slog.Handler }

func (h errorsOnly) Enabled(ctx context.Context, level slog.Level) bool {
	return level >= slog.LevelError && h.other.Enabled(ctx, level)
}

func (h errorsOnly) Handle(ctx context.Context, r slog.Record) error {
	told := slog.NewRecord(r.Time, r.Level, "telemetry: "+hide(r.Message), r.PC)
	r.Attrs(func(a slog.Attr) bool {
		if a.Key == "environment variable" {
			told.AddAttrs(slog.String("name", hide(a.Value.String())))
		}
		return true
	})
	return h.other.Handle(ctx, told)
}

func (h errorsOnly) WithAttrs([]slog.Attr) slog.Handler { return h }
func (h errorsOnly) WithGroup(string) slog.Handler      { return h }

// complaints log the errors of the SDK, without the credentials of the collector. Most
// say again and again that it is not there: one a minute is logged, with the number of
// those that are not.
type complaints struct {
	log *slog.Logger

	mu     sync.Mutex
	last   time.Time // when one was logged; guarded by mu, as silent
	silent int       // how many were not, since then
}

// Handle logs err, or counts it. Any goroutine may call it.
func (c *complaints) Handle(err error) {
	c.mu.Lock()
	silent := c.silent
	due := c.last.IsZero() || time.Since(c.last) >= complaintInterval
	if due {
		c.last, c.silent = time.Now(), 0
	} else {
		c.silent++
	}
	c.mu.Unlock()
	if due {
		c.log.Warn("telemetry was not sent", "err", withoutSecrets(err), "more", silent)
	}
}
