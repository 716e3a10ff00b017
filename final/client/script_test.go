package client

import (
	"io"
	"net"

	"mini-redis/final/resp"
)

// answers returns a script that reads one command for each reply, sends the reply,
// and waits for the end of the connection.
func answers(replies ...string) func(net.Conn) { return then(exchanges(replies...), stays) }

// exchanges is answers without the wait at its end.
func exchanges(replies ...string) func(net.Conn) {
	return func(conn net.Conn) {
		commands := resp.NewReader(conn)
		for _, reply := range replies {
			if _, err := commands.ReadCommand(); err != nil {
				return
			}
			if _, err := io.WriteString(conn, reply); err != nil {
				return
			}
		}
	}
}

// then returns a script that runs others one after the other.
func then(scripts ...func(net.Conn)) func(net.Conn) {
	return func(conn net.Conn) {
		for _, script := range scripts {
			script(conn)
		}
	}
}

// takes returns a script that reads n commands and answers none.
func takes(n int) func(net.Conn) {
	return func(conn net.Conn) {
		commands := resp.NewReader(conn)
		for range n {
			if _, err := commands.ReadCommand(); err != nil {
				return
			}
		}
	}
}

// says returns a script that sends s.
func says(s string) func(net.Conn) {
	return func(conn net.Conn) { io.WriteString(conn, s) }
}

// stays is a script that reads until the end of the connection.
func stays(conn net.Conn) { io.Copy(io.Discard, conn) }

// greets is the beginning of a script: it answers the PING of a new connection. The
// client sends nothing behind it before it has the answer.
func greets(conn net.Conn) {
	if _, err := resp.NewReader(conn).ReadCommand(); err == nil {
		io.WriteString(conn, "+PONG\r\n")
	}
}

// echoes is a script that answers PING, and any other command with its last
// argument as a bulk string.
func echoes(conn net.Conn) {
	out := resp.NewWriter(conn)
	in := resp.NewReader(flushing{conn, out})
	for {
		args, err := in.ReadCommand()
		switch {
		case err != nil:
			return
		case string(args[0]) == "PING":
			out.SimpleString("PONG")
		default:
			out.Bulk(args[len(args)-1])
		}
	}
}

// flushing writes the replies that wait before it waits for commands.
type flushing struct {
	net.Conn
	out *resp.Writer
}

func (f flushing) Read(b []byte) (int, error) {
	if err := f.out.Flush(); err != nil {
		return 0, err
	}
	return f.Conn.Read(b)
}

// records returns a script that does as echoes and passes on the last argument of
// every command but PING.
func records(to chan<- string) func(net.Conn) {
	return func(conn net.Conn) {
		out := resp.NewWriter(conn)
		in := resp.NewReader(flushing{conn, out})
		for {
			args, err := in.ReadCommand()
			if err != nil {
				return
			}
			if string(args[0]) == "PING" {
				out.SimpleString("PONG")
				continue
			}
			to <- string(args[len(args)-1])
			out.Bulk(args[len(args)-1])
		}
	}
}

// silently returns a script that does as another one, but whose replies get lost.
func silently(script func(net.Conn)) func(net.Conn) {
	return func(conn net.Conn) { script(mute{conn}) }
}

type mute struct{ net.Conn }

func (mute) Write(b []byte) (int, error) { return len(b), nil }

// drain returns what is in c, joined.
func drain(c <-chan string) (all string) {
	for range len(c) {
		all += <-c
	}
	return all
}
