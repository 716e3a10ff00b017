package check

import (
	"errors"
	"os"
	"time"
)

// settle waits until a server that listens has got through its start, so that what it
// prints then doesn't show in the log of the first case. A server listens before it can
// say so, and accepts after it has said so: it has got through when it has
// reacted to a client that connects and leaves without a word. One that doesn't react
// is waited for once in a session, and what it still prints counts as the case's.
func (s *session) settle(server *server) {
	if server.log == nil || s.unmoved.Load() {
		return
	}
	p, err := dialPeer(s.ctx, server.addr, defaultTimeout)
	if err != nil {
		return // the first case finds out why
	}
	defer p.close()
	if p.closeWrite() != nil {
		return
	}
	// The end of the connection, an error and bytes are all sent by a server that has accepted it.
	if err := p.more(time.Now().Add(defaultTimeout), maxReply); errors.Is(err, os.ErrDeadlineExceeded) {
		s.unmoved.Store(true)
	}
}
