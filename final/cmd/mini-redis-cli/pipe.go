package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"sync"
	"sync/atomic"
	"time"

	"mini-redis/final/resp"
)

// magicLength is the length in bytes of the text that marks the last reply.
const magicLength = 20

// pipeProtocol sends standard input to the server as it is and counts the replies.
// Behind the input goes an ECHO of random bytes: its reply is the last one.
//
// Commands are sent and replies read at the same time, as the server would stop
// reading from a client that does not read its replies.
func (s *session) pipeProtocol(ctx context.Context) error {
	if err := s.connect(ctx); err != nil {
		return err
	}
	defer context.AfterFunc(ctx, s.link.close)()
	p := &protocolPipe{session: s, conn: s.link.conn, magic: make([]byte, magicLength)}
	rand.Read(p.magic)
	sent := make(chan error, 1)
	go func() {
		err := p.send()
		sent <- err
		if err != nil {
			s.link.close() // or else read would wait for replies to what was not sent
		}
	}()
	err := p.read()
	defer p.silence()
	switch {
	case err == nil:
		if err := <-sent; err != nil {
			return err
		}
		fmt.Fprintln(s.stdout, "Last reply received from server.")
	case ctx.Err() != nil:
		return errInterrupted
	case errors.Is(err, os.ErrDeadlineExceeded):
		s.link.close()
		<-sent
		fmt.Fprintf(s.stderr, "No replies for %g seconds: exiting.\n", s.pipeTimeout.Seconds())
		p.errors++
	case errors.Is(err, net.ErrClosed):
		return <-sent
	default:
		// A sender that waits for the server ends with the link. One that waits for
		// input cannot be woken, and ends with the program.
		s.link.close()
		return serverClosed(err)
	}
	fmt.Fprintf(s.stdout, "errors: %d, replies: %d\n", p.errors, p.replies)
	if p.errors > 0 {
		return errReply
	}
	return nil
}

type protocolPipe struct {
	session  *session
	conn     net.Conn
	magic    []byte
	complete atomic.Bool // all of the input is sent

	errors, replies int

	mu   sync.Mutex
	over bool // guarded by mu; the sender prints nothing after that
}

// announce prints a line of the sender's.
func (p *protocolPipe) announce(line string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if !p.over {
		fmt.Fprintln(p.session.stdout, line)
	}
}

// silence keeps a sender from printing that is left behind.
func (p *protocolPipe) silence() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.over = true
}

// send sends the input and the ECHO behind it.
func (p *protocolPipe) send() error {
	if _, err := io.Copy(p.conn, p.session.stdin); err != nil {
		return err
	}
	p.announce("All data transferred. Waiting for the last reply...")
	p.complete.Store(true)
	p.extend()
	// An empty line first, which a server skips: it ends what the input left
	// unfinished, if that was a line.
	echo := append([]byte("\r\n"), resp.AppendCommand(nil, []byte("ECHO"), p.magic)...)
	_, err := p.conn.Write(echo)
	return err
}

// extend gives the server time for its next reply, once all commands are sent.
func (p *protocolPipe) extend() {
	if timeout := p.session.pipeTimeout; timeout > 0 && p.complete.Load() {
		p.conn.SetReadDeadline(time.Now().Add(timeout))
	}
}

// read counts replies until the last one. Error replies are printed. The error is
// os.ErrDeadlineExceeded for a server that falls silent.
func (p *protocolPipe) read() error {
	replies := p.session.link.replies
	for {
		reply, err := replies.ReadReply()
		switch {
		case err != nil:
			return err
		case reply.Kind == resp.KindPush:
			continue
		case reply.Kind == resp.KindBulk && reply.Str == string(p.magic):
			return nil
		case reply.Kind == resp.KindError:
			fmt.Fprintln(p.session.stderr, visible(reply.Str))
			p.errors++
		}
		p.replies++
		if replies.Buffered() == 0 {
			p.extend()
		}
	}
}
