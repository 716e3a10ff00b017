package client

import (
	"context"
	"errors"
	"io"
	"net"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

// C7: a server that stops answering is noticed after one to two StallTimeouts.
func TestC7StalledConnectionsEnd(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		o := scripted(t, then(greets, stays), echoes)
		o.StallTimeout = 10 * time.Second
		c := connect(t, o)
		time.Sleep(time.Hour) // while no reply is due a silence means nothing
		began := time.Now()
		_, err := c.Do(t.Context(), "ECHO", "x")
		if took := time.Since(began); !errors.Is(err, ErrStalled) || !errors.Is(err, ErrUnknownOutcome) || took < 10*time.Second || took > 20*time.Second {
			t.Errorf("got %v after %v", err, took)
		}
		if got, err := c.bulk(t.Context(), "ECHO", "after"); got != "after" || err != nil {
			t.Errorf("on the next connection: got %q, %v", got, err)
		}
	})
}

func TestSlowRepliesAreNoStall(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		o := scripted(t, then(greets, takes(1), func(conn net.Conn) {
			for _, piece := range strings.Split("$10\r\nabcdefghij\r\n", "") {
				time.Sleep(15 * time.Second) // one silence, not two
				io.WriteString(conn, piece)
			}
		}, stays))
		o.StallTimeout = 10 * time.Second
		if got, err := connect(t, o).Get(t.Context(), "a"); got != "abcdefghij" || err != nil {
			t.Errorf("got %q, %v", got, err)
		}
	})
}

func TestSlowUploadsAreNoStall(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		o := scripted(t, then(greets, func(conn net.Conn) {
			piece := make([]byte, maxBatch)
			for range 20 { // 20 pieces of the value, and the command around it
				time.Sleep(9 * time.Second)
				io.ReadFull(conn, piece)
			}
			conn.Read(piece)
			io.WriteString(conn, "+OK\r\n")
		}, stays))
		o.StallTimeout = 10 * time.Second
		c := connect(t, o)
		if err := c.Set(context.Background(), "a", strings.Repeat("x", 20*maxBatch)); err != nil {
			t.Error(err)
		}
	})
}
