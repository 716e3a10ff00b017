package memnet

import (
	"io"
	"net"
	"os"
	"sync"
	"syscall"
	"time"
)

// Window is how many bytes a Conn takes in that nobody has read.
const Window = 64 << 10

// A Conn is one end of a connection as TCP has them: both directions are buffered and end
// on their own, and to close an end at which input lies unread resets the connection,
// which destroys what the other end has yet to receive.
type Conn struct {
	link    *link
	in, out *flow
	writing sync.Mutex // held by Write, so that no two of them mix
	// Deadlines are guarded by link.mu.
	readBy, writeBy time.Time
}

// A link is what both ends share.
type link struct {
	mu      sync.Mutex
	changed chan struct{} // guarded by mu, as all of its flows; closed and replaced at each change
}

// A flow is one direction.
type flow struct {
	sending  []byte // accepted from the writer, at most room bytes
	received []byte // what the reader may read, at most Window bytes
	room     int    // the size of the send buffer
	finished bool   // the writer has ended it, and the reader sees that after the last byte
	reset    bool   // nothing moves any more
	closed   bool   // the reader has closed its end
}

// Pipe returns the two ends of a connection. Each has a buffer of the given number of bytes for what
// it sends, beside the Window of the other end, before its Write waits.
func Pipe(clientBuffer, serverBuffer int) (client, server *Conn) {
	link := &link{changed: make(chan struct{})}
	commands, replies := &flow{room: clientBuffer}, &flow{room: serverBuffer}
	return &Conn{link: link, in: replies, out: commands}, &Conn{link: link, in: commands, out: replies}
}

// update calls change and wakes all that wait.
func (l *link) update(change func()) {
	l.mu.Lock()
	defer l.mu.Unlock()
	change()
	close(l.changed)
	l.changed = make(chan struct{})
}

// wait calls try until it returns true, the deadline has passed, or c is closed.
func (c *Conn) wait(deadline *time.Time, try func() bool) error {
	for {
		c.link.mu.Lock()
		by, changed, closed := *deadline, c.link.changed, c.in.closed
		late := !by.IsZero() && !time.Now().Before(by)
		done := !closed && !late && try()
		c.link.mu.Unlock()
		switch {
		case closed:
			return net.ErrClosed
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
func (f *flow) move() {
	n := min(len(f.sending), Window-len(f.received))
	f.received = append(f.received, f.sending[:n]...)
	f.sending = f.sending[n:]
}

func (f *flow) unread() bool { return len(f.sending)+len(f.received) > 0 }

func (c *Conn) Read(p []byte) (n int, err error) {
	if len(p) == 0 {
		return 0, nil
	}
	stopped := c.wait(&c.readBy, func() bool {
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
	if stopped != nil {
		return 0, stopped
	}
	c.link.update(c.in.move)
	return n, err
}

func (c *Conn) Write(p []byte) (n int, err error) {
	c.writing.Lock()
	defer c.writing.Unlock()
	for n < len(p) && err == nil {
		stopped := c.wait(&c.writeBy, func() bool {
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
		if stopped != nil {
			return n, stopped
		}
		c.link.update(c.out.move)
	}
	return n, err
}

// reset is called with link.mu locked. What has arrived can still be read.
func (c *Conn) reset() {
	for _, f := range []*flow{c.in, c.out} {
		f.sending, f.reset = nil, true
	}
}

// CloseWrite ends what c sends: the other end reads io.EOF after the last byte.
func (c *Conn) CloseWrite() error {
	return c.set(func() { c.out.finished = true })
}

// Close wakes whoever waits in Read or Write of c. Further calls return net.ErrClosed.
func (c *Conn) Close() error {
	return c.set(func() {
		if c.in.unread() {
			c.reset()
		}
		c.out.finished, c.in.closed = true, true
	})
}

func (c *Conn) SetReadDeadline(t time.Time) error {
	return c.set(func() { c.readBy = t })
}

func (c *Conn) SetWriteDeadline(t time.Time) error {
	return c.set(func() { c.writeBy = t })
}

func (c *Conn) SetDeadline(t time.Time) error {
	return c.set(func() { c.readBy, c.writeBy = t, t })
}

// set calls change, unless c is closed.
func (c *Conn) set(change func()) (err error) {
	c.link.update(func() {
		if c.in.closed {
			err = net.ErrClosed
			return
		}
		change()
	})
	return err
}

func (c *Conn) LocalAddr() net.Addr  { return Addr{} }
func (c *Conn) RemoteAddr() net.Addr { return Addr{} }
