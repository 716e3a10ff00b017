package memnet

import (
	"errors"
	"io"
	"net"
	"os"
	"strings"
	"sync"
	"syscall"
	"testing"
	"testing/synctest"
	"time"
)

func TestBothDirectionsEndOnTheirOwn(t *testing.T) {
	client, server := Pipe(Window, Window)
	io.WriteString(client, "ping")
	client.CloseWrite()
	if got, err := io.ReadAll(server); string(got) != "ping" || err != nil {
		t.Errorf("the server reads %q, %v", got, err)
	}
	if _, err := io.WriteString(client, "more"); !errors.Is(err, syscall.EPIPE) {
		t.Errorf("writing after CloseWrite: got %v, want EPIPE", err)
	}
	io.WriteString(server, "pong")
	server.Close()
	if got, err := io.ReadAll(client); string(got) != "pong" || err != nil {
		t.Errorf("the client reads %q, %v", got, err)
	}
}

func TestClosingWithUnreadInputResets(t *testing.T) {
	client, server := Pipe(Window, Window)
	io.WriteString(client, "ping")
	server.Close()
	if _, err := client.Read(make([]byte, 1)); !errors.Is(err, syscall.ECONNRESET) {
		t.Errorf("got %v, want ECONNRESET", err)
	}
}

// A Write waits when both buffers are full, and goes on when the other end has read.
func TestBuffersAreBounded(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		client, server := Pipe(1000, Window)
		const more = 10
		client.SetWriteDeadline(time.Now().Add(time.Minute))
		n, err := client.Write(make([]byte, 1000+Window+more))
		if n != 1000+Window || !errors.Is(err, os.ErrDeadlineExceeded) {
			t.Errorf("got %d, %v, want %d and a deadline exceeded", n, err, 1000+Window)
		}
		client.SetWriteDeadline(time.Time{})
		go client.Write(make([]byte, more))
		if n, err := io.ReadFull(server, make([]byte, 1000+Window+more)); err != nil {
			t.Errorf("got %d bytes, %v", n, err)
		}
	})
}

// Close and deadlines wake those who wait. A closed end says so.
func TestWaitsEnd(t *testing.T) {
	for name, tt := range map[string]struct {
		end  func(*Conn)
		want error
	}{
		"close":    {func(c *Conn) { c.Close() }, net.ErrClosed},
		"deadline": {func(c *Conn) { c.SetDeadline(time.Unix(0, 1)) }, os.ErrDeadlineExceeded},
		"later":    {func(c *Conn) { c.SetDeadline(time.Now().Add(time.Hour)) }, os.ErrDeadlineExceeded},
	} {
		synctest.Test(t, func(t *testing.T) {
			client, _ := Pipe(Window, Window)
			var waiting sync.WaitGroup
			wait := func(what string, f func([]byte) (int, error)) {
				waiting.Go(func() {
					if _, err := f(make([]byte, 4*Window)); !errors.Is(err, tt.want) {
						t.Errorf("%s: %s returns %v, want %v", name, what, err, tt.want)
					}
				})
			}
			wait("Read", client.Read)
			wait("Write", client.Write)
			synctest.Wait()
			tt.end(client)
			waiting.Wait()
			if tt.want == net.ErrClosed && (client.Close() != net.ErrClosed || client.SetDeadline(time.Time{}) != net.ErrClosed) {
				t.Error("a closed end can be closed again, or have a deadline")
			}
		})
	}
}

// Writes of several goroutines follow one another.
func TestWritesDoNotMix(t *testing.T) {
	client, server := Pipe(10, Window)
	var writers sync.WaitGroup
	for _, letter := range []string{"a", "b"} {
		writers.Go(func() { io.WriteString(client, strings.Repeat(letter, 4*Window)) })
	}
	got := make([]byte, 8*Window)
	if _, err := io.ReadFull(server, got); err != nil {
		t.Fatal(err)
	}
	writers.Wait()
	changes := 0
	for i := range got[1:] {
		if got[i] != got[i+1] {
			changes++
		}
	}
	if changes != 1 {
		t.Errorf("the writer changes %d times, want once", changes)
	}
}

// Who dials a closed listener, or one that accepts nobody, is refused; who was not accepted
// before the end sees the connection end.
func TestListenerRefuses(t *testing.T) {
	l := Listen()
	waits, err := l.Dial()
	for err == nil && l.Waiting() < 2000 {
		_, err = l.Dial()
	}
	if !errors.Is(err, syscall.ECONNREFUSED) || l.Waiting() != 1024 {
		t.Errorf("with %d waiting: got %v, want ECONNREFUSED", l.Waiting(), err)
	}
	l.Close()
	if _, err := waits.Read(make([]byte, 1)); err != io.EOF {
		t.Errorf("who waits when the listener is closed: got %v, want EOF", err)
	}
	if _, err := l.Dial(); !errors.Is(err, syscall.ECONNREFUSED) {
		t.Errorf("after Close: got %v, want ECONNREFUSED", err)
	}
	if _, err := l.Accept(); !errors.Is(err, net.ErrClosed) {
		t.Errorf("Accept: got %v, want net.ErrClosed", err)
	}
}
