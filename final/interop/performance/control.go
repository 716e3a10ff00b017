package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"strconv"
	"strings"
	"time"

	"mini-redis/final/resp"
)

// valueSize is the size of all values but the large ones, in bytes.
const valueSize = 64

// answerWithin is how long a server may take for a reply.
const answerWithin = time.Minute

// A control is a connection for single commands. It is not safe for concurrent use.
type control struct {
	net.Conn
	replies *resp.ReplyReader
	release func() bool
}

// dial returns a connection that the end of ctx closes.
func (s *server) dial(ctx context.Context) (*control, error) {
	conn, err := new(net.Dialer).DialContext(ctx, "tcp", s.addr)
	if err != nil {
		return nil, err
	}
	return &control{conn, resp.NewReplyReader(conn), context.AfterFunc(ctx, func() { conn.Close() })}, nil
}

func (c *control) Close() error {
	c.release()
	return c.Conn.Close()
}

// do sends a command and returns its reply. An error reply is an error.
func (c *control) do(args ...string) (string, error) {
	c.SetDeadline(time.Now().Add(answerWithin))
	if _, err := c.Write(resp.AppendCommand(nil, args...)); err != nil {
		return "", err
	}
	reply, err := c.replies.ReadReply()
	if err == nil && reply.Kind == resp.KindError {
		err = errors.New(string(reply.Str))
	}
	return string(reply.Str), err
}

// info returns a number that INFO has.
func (c *control) info(section, field string) (int64, error) {
	text, err := c.do("INFO", section)
	if err != nil {
		return 0, err
	}
	return parseInfo(text, field)
}

// parseInfo returns the number in a line like "field:123" of a reply to INFO.
func parseInfo(text, field string) (int64, error) {
	for line := range strings.Lines(text) {
		if name, value, _ := strings.Cut(strings.TrimSpace(line), ":"); name == field {
			return strconv.ParseInt(value, 10, 64)
		}
	}
	return 0, fmt.Errorf("INFO has no %s", field)
}

// A filling is what a server holds before it is measured: keys with the names that
// mini-redis-benchmark -r gives to as many, 16 bytes each.
type filling struct {
	keys    int
	expires bool // with an expiry of an hour
}

// fillBatch is how many SETs are sent at once.
const fillBatch = 500

// fill sets the keys of f in order.
func (s *server) fill(ctx context.Context, f filling) error {
	conn, err := s.dial(ctx)
	if err != nil {
		return err
	}
	defer conn.Close()
	value := strings.Repeat("x", valueSize)
	reply := []byte("+OK\r\n")
	var batch []byte
	for from := 0; from < f.keys; from += fillBatch {
		n := min(fillBatch, f.keys-from)
		batch = batch[:0]
		for i := range n {
			args := []string{"SET", fmt.Sprintf("key:%012d", from+i), value, "PX", "3600000"}
			if !f.expires {
				args = args[:3]
			}
			batch = resp.AppendCommand(batch, args...)
		}
		conn.SetDeadline(time.Now().Add(answerWithin))
		if _, err := conn.Write(batch); err != nil {
			return err
		}
		got := make([]byte, n*len(reply))
		if _, err := io.ReadFull(conn, got); err != nil {
			return err
		}
		if !bytes.Equal(got, bytes.Repeat(reply, n)) {
			return fmt.Errorf("SET was answered with %.80q", got)
		}
	}
	return nil
}
