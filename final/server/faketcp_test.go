package server

import (
	"io"
	"net"
	"os"
	"sync"
	"syscall"
	"time"
)

// receiveWindow is how many bytes a tcpConn takes in that nobody has read.
const receiveWindow = 64 << 10

// A tcpConn is one end of a connection as TCP has them, for use in a bubble: both
// directions are buffered and end on their own, and to close an end at which input lies
// unread resets the connection, which destroys what the other end has yet to receive.
type tcpConn struct {
	net.Conn // nil: what is not below is not called
	link     *tcpLink
	in, out  *tcpFlow
	// Deadlines are guarded by link.mu.
	readBy, writeBy time.Time
}

// A tcpLink is what both ends share.
type tcpLink struct {
	mu      sync.Mutex
	changed chan struct{} // guarded by mu, as all of its flows; closed and replaced at each change
}

// A tcpFlow is one direction.
type tcpFlow struct {
	sending  []byte // accepted from the writer, at most sendBuffer bytes
	received []byte // what the reader may read, at most receiveWindow bytes
	room     int    // the size of the send buffer
	finished bool   // the writer has ended it, and the reader sees that after the last byte
	reset    bool   // nothing moves any more
	closed   bool   // the reader has closed its end
}

// dialTCP returns a client of a new connection of that kind. The kernel takes so many
// bytes of replies from the server before Write waits.
func dialTCP(l *memListener, sendBuffer int) *tcpConn {
	link := &tcpLink{changed: make(chan struct{})}
	replies, commands := &tcpFlow{room: sendBuffer}, &tcpFlow{room: receiveWindow}
	l.enqueue(&tcpConn{link: link, in: commands, out: replies})
	return &tcpConn{link: link, in: replies, out: commands}
}

// update calls change and wakes all that wait.
func (l *tcpLink) update(change func()) {
	l.mu.Lock()
	defer l.mu.Unlock()
	change()
	close(l.changed)
	l.changed = make(chan struct{})
}

// wait calls try until it returns true or the deadline has passed.
func (l *tcpLink) wait(deadline *time.Time, try func() bool) error {
	for {
		l.mu.Lock()
		by, changed := *deadline, l.changed
		late := !by.IsZero() && !time.Now().Before(by)
		done := !late && try()
		l.mu.Unlock()
		switch {
		case late:
			return os.ErrDeadlineExceeded
		case done:
			return nil
		}
		var alarm <-chan time.Time
		if !by.IsZero() {
			alarm = time.After(time.Until(by))
		}
		select {
		case <-changed:
		case <-alarm:
		}
	}
}

// move brings what has been sent to the reader, as far as there is room.
func (f *tcpFlow) move() {
	n := min(len(f.sending), receiveWindow-len(f.received))
	f.received = append(f.received, f.sending[:n]...)
	f.sending = f.sending[n:]
}

func (f *tcpFlow) unread() bool { return len(f.sending)+len(f.received) > 0 }

func (c *tcpConn) Read(p []byte) (n int, err error) {
	late := c.link.wait(&c.readBy, func() bool {
		n = copy(p, c.in.received)
		switch {
		case n > 0:
			c.in.received = c.in.received[n:]
		case c.in.reset:
			err = syscall.ECONNRESET
		case c.in.finished:
			err = io.EOF
		default:
			return false
		}
		return true
	})
	if late != nil {
		return 0, late
	}
	c.link.update(c.in.move)
	return n, err
}

func (c *tcpConn) Write(p []byte) (n int, err error) {
	for n < len(p) && err == nil {
		late := c.link.wait(&c.writeBy, func() bool {
			took := min(len(p)-n, c.out.room-len(c.out.sending))
			switch {
			case c.out.reset || c.out.finished:
				err = syscall.EPIPE
			case c.out.closed: // the answer to these bytes is a reset
				c.reset()
				n = len(p)
			case took > 0:
				c.out.sending = append(c.out.sending, p[n:n+took]...)
				n += took
			default:
				return false
			}
			return true
		})
		if late != nil {
			return n, late
		}
		c.link.update(c.out.move)
	}
	return n, err
}

// reset is called with link.mu locked. What has arrived can still be read.
func (c *tcpConn) reset() {
	for _, f := range []*tcpFlow{c.in, c.out} {
		f.sending, f.reset = nil, true
	}
}

func (c *tcpConn) CloseWrite() error {
	c.link.update(func() { c.out.finished = true })
	return nil
}

func (c *tcpConn) Close() error {
	c.link.update(func() {
		if c.in.unread() {
			c.reset()
		}
		c.out.finished, c.in.closed = true, true
		c.readBy, c.writeBy = past(), past() // whoever waits is woken
	})
	return nil
}

func (c *tcpConn) SetReadDeadline(t time.Time) error {
	c.link.update(func() { c.readBy = t })
	return nil
}

func (c *tcpConn) SetWriteDeadline(t time.Time) error {
	c.link.update(func() { c.writeBy = t })
	return nil
}

func (c *tcpConn) SetDeadline(t time.Time) error {
	c.link.update(func() { c.readBy, c.writeBy = t, t })
	return nil
}

func (c *tcpConn) LocalAddr() net.Addr  { return memAddr{} }
func (c *tcpConn) RemoteAddr() net.Addr { return memAddr{} }
