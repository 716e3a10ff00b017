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

	"mini-redis/final/resp"
)

// A link is one connection to the server.
type link struct {
	conn    net.Conn
	replies *resp.ReplyReader
}

func newLink(conn net.Conn) *link {
	return &link{conn: conn, replies: resp.NewReplyReader(conn)}
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

// errReplyTooLong says that a server went on with a reply beyond the limit: it decides how
// much memory that takes.
var errReplyTooLong = errors.New("the reply is too long")

// receive returns the next reply or push message.
func (l *link) receive() (resp.Reply, error) {
	reply, err := l.replies.ReadReply()
	if errors.Is(err, resp.ErrReplyTooLong) {
		err = errReplyTooLong
	}
	return reply, err
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
