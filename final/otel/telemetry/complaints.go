package telemetry

import (
	"context"
	"log/slog"
	"strings"
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

// complaints log the errors of the SDK, without the credentials of the collector. At
// the start they are of the environment, and each is logged once. Later most of them say
// again and again that the collector is not there: one a minute is logged, with the
// number of those that are not.
type complaints struct {
	log *slog.Logger

	mu      sync.Mutex // guards all below
	started bool
	told    strings.Builder // all errors logged until then
	last    time.Time       // when one was logged since then
	silent  int             // how many were not, since last
}

// start ends the start.
func (c *complaints) start() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.started = true
}

// Handle logs err, or counts it. Any goroutine may call it.
func (c *complaints) Handle(err error) {
	if message, more, due := c.due(err); due {
		c.log.Warn(message, append([]any{"err", withoutSecrets(err)}, more...)...)
	}
}

// due reports whether err is to be logged, and as what.
func (c *complaints) due(err error) (message string, more []any, due bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if !c.started {
		// Several parts of the SDK read a variable; some wrap the error of another.
		if strings.Contains(c.told.String(), err.Error()) {
			return "", nil, false
		}
		c.told.WriteString(err.Error() + "\n")
		return "telemetry: error at the start", nil, true
	}
	if !c.last.IsZero() && time.Since(c.last) < complaintInterval {
		c.silent++
		return "", nil, false
	}
	more = []any{"more", c.silent}
	c.last, c.silent = time.Now(), 0
	return "telemetry was not sent", more, true
}
