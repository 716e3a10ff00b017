package main

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"strings"
	"time"

	"mini-redis/final/internal/commandline"
	"mini-redis/final/resp"
)

// patience is how long a server may take to accept a connection and to answer its
// first command.
const patience = 10 * time.Second

// A target is a server that is measured. Its address is host:port, or the path of a
// Unix socket, which has a slash in it.
type target struct{ name, address string }

// parseTarget takes what commandline.Address does, or name= and that.
func parseTarget(text string) (target, error) {
	name, word, named := strings.Cut(text, "=")
	if !named {
		word = text
	}
	address, err := commandline.Address(word)
	switch {
	case errors.Is(err, commandline.ErrNoAddress), named && name == "":
		return target{}, fmt.Errorf("-addr %s: want host:port, a path or a URL, or name=…", text)
	case err != nil:
		return target{}, fmt.Errorf("-addr %w", err)
	case !named:
		name = address
	}
	return target{name, address}, nil
}

// socketTarget is the server at the path of a Unix socket.
func socketTarget(path string) target {
	if !strings.Contains(path, "/") {
		path = "./" + path
	}
	return target{path, path}
}

func (t target) network() string {
	if strings.Contains(t.address, "/") {
		return "unix"
	}
	return "tcp"
}

// access is what connections need besides an address.
type access struct {
	user, password string
	tls            *tls.Config // nil without TLS
}

// dial returns a connection to t on which the server has answered a command, AUTH if
// there is a password and else PING: a server at its limit accepts connections that
// it does not serve yet.
func (a access) dial(ctx context.Context, t target) (net.Conn, error) {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	var conn net.Conn
	var err error
	if a.tls == nil {
		conn, err = new(net.Dialer).DialContext(ctx, t.network(), t.address)
	} else {
		conn, err = (&tls.Dialer{Config: a.tls}).DialContext(ctx, t.network(), t.address)
	}
	if err != nil {
		return nil, err
	}
	if err := a.begin(ctx, conn); err != nil {
		conn.Close()
		return nil, err
	}
	return conn, nil
}

// begin greets the server, until ctx ends.
func (a access) begin(ctx context.Context, conn net.Conn) error {
	past := time.Unix(1, 0)
	stop := context.AfterFunc(ctx, func() { conn.SetDeadline(past) })
	err := a.greet(conn)
	if !stop() && errors.Is(ctx.Err(), context.DeadlineExceeded) {
		return fmt.Errorf("no answer for %v: has the server reached its limit of clients?", patience)
	}
	return err
}

// greet sends the first command and takes its reply.
func (a access) greet(conn net.Conn) error {
	command := []string{"PING"}
	switch {
	case a.user != "":
		command = []string{"AUTH", a.user, a.password}
	case a.password != "":
		command = []string{"AUTH", a.password}
	}
	if _, err := conn.Write(resp.AppendCommand(nil, command...)); err != nil {
		return err
	}
	replies := resp.NewReplyReader(conn)
	replies.MaxReplyLen = 64 << 10 // it is a word
	reply, err := replies.ReadReply()
	switch {
	case errors.Is(err, io.EOF):
		return errClosed
	case err != nil:
		return err
	case reply.Kind == resp.KindError && command[0] == "PING" && strings.HasPrefix(reply.Str, "MISCONF "):
		return nil // a server that cannot save answers GET all the same
	case reply.Kind == resp.KindError:
		return replyError(reply.Str)
	case reply.Kind != resp.KindSimpleString:
		return fmt.Errorf("the answer to %s is not that of a Redis server", command[0])
	}
	return nil
}
