package server

import (
	"context"
	"sync"
	"time"
)

// warningPause is the time for which the log tells only once of one kind of trouble.
const warningPause = time.Minute

// warnings are what clients can cause, and could fill the log with. The zero value is ready.
type warnings struct {
	mu    sync.Mutex
	kinds map[string]*warning // by message
}

// warning is one kind of trouble.
type warning struct {
	logged  time.Time
	omitted int // since then
}

// due reports whether the log is to tell, and how often it has not since it last did.
func (w *warnings) due(message string) (omitted int, due bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	kind := w.kinds[message]
	if kind == nil {
		if w.kinds == nil {
			w.kinds = map[string]*warning{}
		}
		kind = new(warning)
		w.kinds[message] = kind
	}
	if time.Since(kind.logged) < warningPause {
		kind.omitted++
		return 0, false
	}
	omitted = kind.omitted
	kind.logged, kind.omitted = time.Now(), 0
	return omitted, true
}

// warn logs what clients can cause as often as they like: at most once a minute for each
// message, then with the number of those omitted. Only the level debug has all of them.
// The message is a constant.
func (s *Server) warn(ctx context.Context, message string, attributes ...any) {
	omitted, due := s.warnings.due(message)
	switch {
	case !due:
		s.log.DebugContext(ctx, message, attributes...)
		return
	case omitted > 0:
		attributes = append(attributes, "omitted", omitted)
	}
	s.log.WarnContext(ctx, message, attributes...)
}

// warn is Server.warn about the client of c.
func (c *conn) warn(ctx context.Context, message string, attributes ...any) {
	c.srv.warn(ctx, message, append([]any{"id", c.id, "addr", c.address()}, attributes...)...)
}
