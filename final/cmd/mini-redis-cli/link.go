package main

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"time"

	"mini-redis/final/client"
	"mini-redis/final/resp"
)

// A link is one connection to the server.
type link struct {
	conn    net.Conn
	replies *resp.ReplyReader
	source  *source // of replies
}

func newLink(conn net.Conn) *link {
	s := &source{conn: conn, max: client.DefaultMaxReplyLen}
	return &link{conn: conn, replies: resp.NewReplyReader(s), source: s}
}

// errReplyTooLong says that a server went on with a reply beyond the limit.
var errReplyTooLong = errors.New("the reply is too long")

// A source is the receiving half of a connection. It bounds the length of a reply: the
// server decides how much memory that takes.
type source struct {
	conn   net.Conn
	max    int // length of a reply, in bytes
	budget int // bytes that the current reply may still take
}

func (s *source) Read(p []byte) (int, error) {
	if s.budget <= 0 {
		return 0, errReplyTooLong
	}
	n, err := s.conn.Read(p[:min(len(p), s.budget)])
	s.budget -= n
	return n, err
}

// dial connects to the server, until ctx ends.
func (o *options) dial(ctx context.Context) (*link, error) {
	network, address, where := "tcp", net.JoinHostPort(o.host, o.port), o.host+":"+o.port
	if o.socket != "" {
		network, address, where = "unix", o.socket, o.socket
	}
	var dialer interface {
		DialContext(ctx context.Context, network, address string) (net.Conn, error)
	} = &net.Dialer{}
	if o.tls.on {
		config, err := o.tls.config(o.host)
		if err != nil {
			return nil, err
		}
		dialer = &tls.Dialer{Config: config}
	}
	conn, err := dialer.DialContext(ctx, network, address)
	if err != nil {
		return nil, &connectError{where, cause(err)}
	}
	return newLink(conn), nil
}

// A connectError says why there is no connection, in redis-cli's words.
type connectError struct {
	where string
	err   error
}

func (e *connectError) Error() string {
	return fmt.Sprintf("Could not connect to Redis at %s: %v", e.where, e.err)
}

func (e *connectError) Unwrap() error { return e.err }

// receive returns the next reply or push message.
func (l *link) receive() (resp.Reply, error) {
	l.source.budget = l.source.max + resp.ReceiveBuffer // what is read ahead is another reply's
	return l.replies.ReadReply()
}

func (l *link) send(command ...string) error {
	_, err := l.conn.Write(resp.AppendCommand(nil, command...))
	return err
}

// ask sends a command and returns its reply. What the server pushes before it is
// forgotten.
func (l *link) ask(command ...string) (resp.Reply, error) {
	if err := l.send(command...); err != nil {
		return resp.Reply{}, err
	}
	for {
		reply, err := l.receive()
		if err != nil || reply.Kind != resp.KindPush {
			return reply, err
		}
	}
}

// interrupt makes the call that waits for the server, and all later ones, fail.
// Any goroutine may call it.
func (l *link) interrupt() { l.conn.SetDeadline(time.Unix(1, 0)) }

func (l *link) close() { l.conn.Close() }

// serverClosed gives the end of the stream words that a person understands.
func serverClosed(err error) error {
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return errors.New("server closed the connection")
	}
	return err
}

// cause strips "dial tcp 127.0.0.1:6379: connect:" and the like from err.
func cause(err error) error {
	if e, ok := errors.AsType[*os.SyscallError](err); ok {
		return e.Err
	}
	return err
}
