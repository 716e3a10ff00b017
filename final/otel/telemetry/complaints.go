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
// not understand, for example. At lower levels it talks of its own affairs.
type errorsOnly struct{ slog.Handler }

func (h errorsOnly) Enabled(ctx context.Context, level slog.Level) bool {
	return level >= slog.LevelError && h.Handler.Enabled(ctx, level)
}

// complaints log the errors of the SDK, most of which say again and again that the
// collector is not there: one a minute, with the number of those not logged.
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
		c.log.Warn("telemetry was not sent", "err", err, "more", silent)
	}
}
