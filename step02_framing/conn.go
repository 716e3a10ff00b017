package framing

import (
	"context"
	"errors"
	"net"
	"time"

	echo "mini-redis/step01_echo"
)

// Serve answers the commands of every client that l accepts, until ctx ends. It
// returns what step 1's Serve does, and when it does.
func Serve(ctx context.Context, l net.Listener, commands Table) error {
	return echo.Serve(ctx, l, func(conn net.Conn) { ServeConn(conn, commands) })
}

// ServeConn answers the commands that arrive on conn until the client leaves or
// breaks the protocol. It doesn't close conn.
func ServeConn(conn net.Conn, commands Table) {
	enc := NewEncoder(conn)
	dec := NewDecoder(flushingReader{conn, enc})
	// Encode fails if the stream has failed, and then the next flush ends the
	// connection, or if a handler replies what can't be encoded, which is a bug.
	reply := func(f Frame) { enc.Encode(f) }
	for {
		args, err := dec.Command()
		if broken, ok := errors.AsType[ProtocolError](err); ok {
			reply(Errorf("ERR %v", broken))
			enc.Flush()
			HangUp(conn, time.Second)
			return
		}
		if err != nil {
			return
		}
		handle, problem := commands.Find(args)
		if problem != nil {
			reply(problem)
			continue
		}
		handle(reply, args)
	}
}

// A flushingReader sends the replies just before it waits for more input. The
// decoder calls Read only when its buffer doesn't hold what it needs, so however
// many commands arrived together, their replies leave together (I5). Looking at
// the size of the decoder's buffer instead would fail a client that sends half
// a command and first waits for the replies to those before it.
type flushingReader struct {
	conn    net.Conn
	replies *Encoder
}

func (r flushingReader) Read(p []byte) (int, error) {
	if err := r.replies.Flush(); err != nil {
		return 0, err
	}
	return r.conn.Read(p)
}

// HangUp prepares conn to be closed while its client may still be sending: it
// ends our half, then discards input until the client ends its half, too, has
// been silent for so long, or has gone on for 5 seconds. It does nothing on
// connections without halves.
//
// Closing at once would risk the last reply: the kernel answers bytes that
// nobody read with a reset, and a reset may make the client's side throw away
// what it has received but not yet read.
func HangUp(conn net.Conn, silence time.Duration) {
	half, ok := conn.(interface{ CloseWrite() error })
	if !ok || half.CloseWrite() != nil {
		return
	}
	var discarded [4096]byte
	for start := time.Now(); time.Since(start) < 5*time.Second; {
		conn.SetReadDeadline(time.Now().Add(silence))
		if _, err := conn.Read(discarded[:]); err != nil {
			return
		}
	}
}
