// Package quit is the answer to step 2's exercise on QUIT.
package quit

import (
	"context"
	"errors"
	"net"
	"time"

	echo "mini-redis/step01_echo"
	framing "mini-redis/step02_framing"
)

// Serve is step 2's Serve, with QUIT.
func Serve(ctx context.Context, l net.Listener, commands framing.Table) error {
	return echo.Serve(ctx, l, func(conn net.Conn) { ServeConn(conn, commands) })
}

// ServeConn answers the commands that arrive on conn until the client leaves,
// breaks the protocol or quits.
func ServeConn(conn net.Conn, commands framing.Table) {
	enc := framing.NewEncoder(conn)
	dec := framing.NewDecoder(flushingReader{conn, enc})
	reply := func(f framing.Frame) { enc.Encode(f) }
	last := func(f framing.Frame) {
		reply(f)
		enc.Flush()
		framing.HangUp(conn, time.Second)
	}
	for {
		args, err := dec.Command()
		if broken, ok := errors.AsType[framing.ProtocolError](err); ok {
			last(framing.Errorf("ERR %v", broken))
			return
		}
		if err != nil {
			return
		}
		if framing.Lower(args[0]) == "quit" {
			last(framing.SimpleString("OK"))
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

type flushingReader struct {
	conn    net.Conn
	replies *framing.Encoder
}

func (r flushingReader) Read(p []byte) (int, error) {
	if err := r.replies.Flush(); err != nil {
		return 0, err
	}
	return r.conn.Read(p)
}
