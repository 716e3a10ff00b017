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

	"mini-redis/final/internal/terminal"
	"mini-redis/final/resp"
)

// magicLength is the length in bytes of the text that marks the last reply.
const magicLength = 20

// drainTime is how long replies are awaited when the input could not be sent to its
// end.
const drainTime = 500 * time.Millisecond

// pipeProtocol sends standard input to the server as it is and counts the replies.
// Behind the input goes an ECHO of random bytes: its reply is the last one. The counts
// are printed however it ends, as those replies tell what has been executed.
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
			p.conn.SetReadDeadline(time.Now().Add(drainTime)) // what was not sent has no reply
		}
	}()
	err := p.read()
	switch {
	case err == nil:
		if err = <-sent; err == nil {
			p.announce("Last reply received from server.")
		}
	case ctx.Err() != nil:
		err = errInterrupted
	case errors.Is(err, os.ErrDeadlineExceeded):
		s.link.close()
		if err = p.timedOut(<-sent); err == nil {
			p.errors++
		}
	default:
		// A sender that waits for the server ends with the link. One that waits for
		// input cannot be woken, and ends with the program.
		s.link.close()
		err = serverClosed(err)
	}
	return p.sumUp(err)
}

type protocolPipe struct {
	session  *session
	conn     net.Conn
	magic    []byte
	complete atomic.Bool // all of the input is sent

	errors, replies int

	mu        sync.Mutex
	over      bool  // guarded by mu; nothing is printed after that
	unprinted error // guarded by mu; the first error of printing
}

// timedOut tells a server that fell silent, which it reports, from a sender that
// failed, whose error it returns.
func (p *protocolPipe) timedOut(sent error) error {
	if sent != nil && !errors.Is(sent, net.ErrClosed) {
		return sent
	}
	fmt.Fprintf(p.session.stderr, "No replies for %g seconds: exiting.\n", p.session.pipeTimeout.Seconds())
	return nil
}

// announce prints a line, unless the counts have been. Its errors are sumUp's.
func (p *protocolPipe) announce(line string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.over {
		return // from a sender that was left behind
	}
	if _, err := fmt.Fprintln(p.session.stdout, line); p.unprinted == nil {
		p.unprinted = err
	}
}

// sumUp prints the counts, the last of what is printed, and returns err, or what else
// went wrong.
func (p *protocolPipe) sumUp(err error) error {
	p.announce(fmt.Sprintf("errors: %d, replies: %d", p.errors, p.replies))
	p.mu.Lock()
	defer p.mu.Unlock()
	p.over = true
	switch {
	case err != nil:
		return err
	case p.unprinted != nil:
		return p.unprinted
	case p.errors > 0:
		return errReply
	}
	return nil
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
	link := p.session.link
	for {
		reply, err := link.receive()
		switch {
		case err != nil:
			return err
		case reply.Kind == resp.KindPush:
			continue
		case reply.Kind == resp.KindBulk && reply.Str == string(p.magic):
			return nil
		case reply.Kind == resp.KindError:
			fmt.Fprintln(p.session.stderr, terminal.Visible(reply.Str))
			p.errors++
		}
		p.replies++
		if link.replies.Buffered() == 0 {
			p.extend()
		}
	}
}
