package client

import (
	"cmp"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"

	"mini-redis/final/resp"
)

// A wire is a connection that is ready for commands.
type wire struct {
	conn    net.Conn
	in      *source // what replies reads from
	replies *resp.ReplyReader
}

// receive reads the next reply or push message.
func (w *wire) receive() (resp.Reply, error) {
	reply, err := w.replies.ReadReply()
	if errors.Is(err, resp.ErrReplyTooLong) {
		err = ErrReplyTooLong
	}
	return reply, err
}

// cut closes the connection without waiting for anything. Close of a tls.Conn
// waits up to 5 seconds for a server that does not read, in order to send it an alert.
func (w *wire) cut() { cut(w.conn) }

func cut(conn net.Conn) {
	if encrypted, ok := conn.(*tls.Conn); ok {
		conn = encrypted.NetConn()
	}
	conn.Close()
}

// connect makes a connection: TCP or a Unix socket, TLS, authentication, name. The options must
// have their defaults.
func (o *Options) connect(ctx context.Context, addr string) (*wire, error) {
	ctx, cancel := context.WithTimeout(ctx, o.DialTimeout)
	defer cancel()
	if o.Credentials != nil {
		user, password, err := o.Credentials(ctx)
		if err != nil {
			return nil, fmt.Errorf("client: credentials: %w", err)
		}
		known := *o
		known.Username, known.Password = user, password
		o = &known
	}
	conn, err := o.Dial(ctx, o.Network, addr)
	if err != nil {
		return nil, fmt.Errorf("client: connecting: %w", err)
	}
	w, err := o.prepare(ctx, conn, addr)
	if err != nil {
		cut(conn)
		if ctx.Err() != nil {
			err = contextError(ctx)
		}
		return nil, fmt.Errorf("client: connecting to %s: %w", addr, err)
	}
	return w, nil
}

// prepare makes conn ready for commands. The end of ctx closes conn.
func (o *Options) prepare(ctx context.Context, conn net.Conn, addr string) (*wire, error) {
	stop := context.AfterFunc(ctx, func() { conn.Close() })
	defer stop()
	if o.TLS != nil {
		encrypted := tls.Client(conn, o.tlsConfig(addr))
		if err := encrypted.HandshakeContext(ctx); err != nil {
			return nil, err
		}
		conn = encrypted
	}
	in := &source{conn: conn}
	w := &wire{conn: conn, in: in, replies: resp.NewReplyReader(in)}
	w.replies.MaxBulkLen, w.replies.MaxReplyLen = o.MaxBulkLen, o.MaxReplyLen
	if err := o.greet(w); err != nil {
		return nil, err
	}
	if !stop() {
		return nil, contextError(ctx)
	}
	return w, nil
}

func (o *Options) tlsConfig(addr string) *tls.Config {
	config := o.TLS
	if config.ServerName == "" {
		config = config.Clone()
		config.ServerName, _, _ = net.SplitHostPort(addr)
	}
	return config
}

// greet sends what comes first on a connection and reads the replies. There is
// always a command, so that a server that refuses its clients has been heard.
func (o *Options) greet(w *wire) error {
	commands := o.greetings()
	var out []byte
	for _, args := range commands {
		out = resp.AppendCommand(out, args...)
	}
	_, unsent := w.conn.Write(out)
	for _, args := range commands {
		reply, err := w.receive()
		if err != nil {
			if unsent != nil {
				return fmt.Errorf("%w: %w", unsent, err)
			}
			return fmt.Errorf("waiting for the first reply: %w", err)
		}
		// Even if sending has failed, a server that hung up may have said why.
		err = replyError(&reply)
		if err != nil && (unsent != nil || meaningOf(args[0], err) != ignored) {
			return judged(args[0], err)
		}
	}
	return unsent
}

func (o *Options) greetings() (commands [][]string) {
	if o.Protocol == 3 {
		hello := []string{"HELLO", "3"}
		if o.Password != "" {
			hello = append(hello, "AUTH", cmp.Or(o.Username, "default"), o.Password)
		}
		if o.Name != "" {
			hello = append(hello, "SETNAME", o.Name)
		}
		return [][]string{hello}
	}
	switch {
	case o.Password != "" && o.Username != "":
		commands = append(commands, []string{"AUTH", o.Username, o.Password})
	case o.Password != "":
		commands = append(commands, []string{"AUTH", o.Password})
	}
	if o.Name != "" {
		commands = append(commands, []string{"CLIENT", "SETNAME", o.Name})
	}
	return append(commands, []string{"PING"})
}
