package server

import (
	"errors"
	"os"
	"time"
)

// read reads from the network, for as long as the client may be silent. A Read that was
// interrupted because the idle timeout has changed begins again. That is told by what
// has not happened: nobody has ended the connection, and the client has not been silent
// for too long.
//
// Only the reader calls it, or a receiver in its place.
func (c *conn) read(p []byte) (n int, err error) {
	c.reads.Store(true) // before the settings are looked at
	c.limitSilence(time.Now)
	for {
		n, err = c.net.Read(p)
		if n > 0 {
			c.active.Store(int64(c.srv.uptime()))
		}
		if n > 0 || !errors.Is(err, os.ErrDeadlineExceeded) || c.interrupted() || c.silentTooLong() {
			return n, err
		}
		c.limited = true // whoever interrupted the Read has set a deadline
		c.limitSilence(c.lastActive)
	}
}

// silentTooLong reports whether the client was silent for too long, or has not
// authenticated in time.
func (c *conn) silentTooLong() bool {
	end, limited := c.patience(c.lastActive)
	return limited && !time.Now().Before(end)
}

// patience returns until when the next Read may wait, if not for ever. The silence of the
// client is counted from what since returns.
func (c *conn) patience(since func() time.Time) (end time.Time, limited bool) {
	if timeout := c.silence(); timeout > 0 {
		end, limited = since().Add(timeout), true
	}
	if c.srv.AuthTimeout > 0 && c.mustAuthenticate() {
		late := c.srv.started.Add(c.begun + c.srv.AuthTimeout)
		if !limited || late.Before(end) {
			end, limited = late, true
		}
	}
	return end, limited
}

// interrupted reports whether a Read that has met its deadline was meant to.
func (c *conn) interrupted() bool {
	return c.ending() || c.backlog != nil && c.backlog.over.Load()
}

// ending reports whether somebody has decided that the connection ends.
func (c *conn) ending() bool {
	return c.srv.draining.Err() != nil || c.killed.Load()
}

// silence returns for how long the client may send nothing; 0 means for ever. Like
// Redis the server has patience with subscribers.
func (c *conn) silence() time.Duration {
	if c.sub != nil {
		return 0
	}
	return c.srv.settings.Load().timeout
}

func (c *conn) lastActive() time.Time { return c.srv.started.Add(time.Duration(c.active.Load())) }

// limitSilence sets the deadline of the next Read, counted from what since returns.
func (c *conn) limitSilence(since func() time.Time) {
	end, limited := c.patience(since)
	switch {
	case limited:
		c.net.SetReadDeadline(end)
		c.limited = true
	case c.limited:
		c.net.SetReadDeadline(time.Time{})
		c.limited = false
	default:
		return
	}
	// Whoever interrupted the Read meanwhile has had a deadline overwritten.
	if c.interrupted() {
		c.net.SetReadDeadline(past())
	}
}

// interruptReads makes all connections find out anew how long they may be silent. It
// is called after a change of that. Those that have yet to read see the change, and
// may be in a TLS handshake, which must not be interrupted.
func (s *Server) interruptReads() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for c := range s.conns {
		if c.reads.Load() && !c.ended.Load() {
			c.net.SetReadDeadline(past())
		}
	}
}
