package check

import (
	"errors"
	"io"
	"net"
	"os"
	"testing"
	"testing/synctest"
	"time"
)

// What has come by the deadline counts, however late one looks: a busy machine may let the
// deadline pass before the runner gets a processor again.
func TestBytesThatCameBeforeTheDeadlineCount(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	p, err := dialPeer(t.Context(), l.Addr().String(), time.Minute)
	if err != nil {
		t.Fatal(err)
	}
	defer p.close()
	conn, err := l.Accept()
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	if _, err := io.WriteString(conn, "+OK\r\n"); err != nil {
		t.Fatal(err)
	}
	var first [1]byte
	if _, err := p.conn.Read(first[:]); err != nil { // the others have come with it
		t.Fatal(err)
	}
	past := time.Now().Add(-time.Second)
	if err := p.more(past, maxReply); err != nil || string(p.received) != "OK\r\n" {
		t.Errorf("got %q, %v", p.received, err)
	}
	if err := p.more(past, maxReply); !errors.Is(err, os.ErrDeadlineExceeded) {
		t.Errorf("got %v where nothing has come", err)
	}
}

// What is sent meanwhile isn't waited for.
func TestSendMeanwhile(t *testing.T) {
	for meanwhile, want := range map[bool]time.Duration{true: 0, false: patience} {
		synctest.Test(t, func(t *testing.T) {
			client, server := net.Pipe()
			written := make(chan struct{})
			close(written)
			p := &peer{conn: client, unbind: func() bool { return true }, written: written}
			defer p.close()
			defer server.Close()
			begin := time.Now()
			if p.send([]byte("PING\r\n"), 1, meanwhile); time.Since(begin) != want {
				t.Errorf("meanwhile is %t: it took %v, want %v", meanwhile, time.Since(begin), want)
			}
		})
	}
}
