package client

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"pgregory.net/rapid"

	"mini-redis/final/server"
)

const (
	confirmed  = "*3\r\n$9\r\nsubscribe\r\n$1\r\na\r\n:1\r\n"
	confirmedB = "*3\r\n$9\r\nsubscribe\r\n$1\r\nb\r\n:1\r\n"
)

// C7, C8: whatever arrives on a subscriber's connection that is no message, the
// next connection goes on after one gap.
func TestC7LiesToSubscribersAreGaps(t *testing.T) {
	for name, lie := range map[string]string{
		"garbage":           "hello\r\n",
		"cut message":       "*3\r\n$7\r\nmessage\r\n$1\r\na\r\n",
		"nesting":           strings.Repeat("*1\r\n", 10000),
		"no kind":           "*0\r\n",
		"unknown kind":      "*2\r\n$5\r\nhello\r\n:1\r\n",
		"short message":     "*2\r\n$7\r\nmessage\r\n$1\r\na\r\n",
		"other reply":       ":1\r\n",
		"pong":              "+PONG\r\n",
		"error":             "-ERR sudden\r\n",
		"confirmed again":   confirmed,
		"other confirmed":   "*3\r\n$11\r\nunsubscribe\r\n$1\r\na\r\n:0\r\n",
		"message too large": "*3\r\n$7\r\nmessage\r\n$1\r\na\r\n$1001\r\n",
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				message := "*3\r\n$7\r\nmessage\r\n$1\r\na\r\n$1\r\n1\r\n"
				again := then(exchanges("+PONG\r\n", confirmed), says(message), stays)
				o := scripted(t, echoes, then(exchanges("+PONG\r\n", confirmed), says(message+lie)), again)
				o.MaxBulkLen = 1000
				s := subscribed(t, connect(t, o), "a")
				receives(t, s, "a:1", "GAP", "a:1")
			})
		})
	}
}

func TestSubscribersSendAPingIntoTheSilence(t *testing.T) {
	for _, protocol := range []int{2, 3} {
		synctest.Test(t, func(t *testing.T) {
			n, _ := serve(t, new(server.Server))
			o := n.options()
			o.StallTimeout, o.Protocol = 10*time.Second, protocol
			c := connect(t, o)
			s, empty := subscribed(t, c, "a"), subscribed(t, c)
			time.Sleep(time.Hour)
			if err := empty.Subscribe(t.Context(), "a"); err != nil {
				t.Error(err)
			}
			c.Publish(t.Context(), "a", "1")
			receives(t, s, "a:1")
			receives(t, empty, "a:1")
			if got := n.dialed(); got != 3 {
				t.Errorf("%d connections, want 3", got)
			}
		})
	}
}

func TestStalledSubscribersConnectAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		hears := exchanges("+PONG\r\n", confirmed)
		o := scripted(t, echoes, then(hears, stays), then(hears, stays))
		o.StallTimeout = 10 * time.Second
		s := subscribed(t, connect(t, o), "a")
		began := time.Now()
		_, err := s.Receive(t.Context())
		if took := time.Since(began); !isGap(err) || !errors.Is(err, ErrStalled) || took != 20*time.Second {
			t.Errorf("got %v after %v", err, took)
		}
	})
}

// C8: with connections lost at any time, what is received is what was published, in
// order and without repetition; what is missing lies at a gap, and there are as
// many gaps as lost connections.
func TestC8WhatIsMissingLiesAtAGap(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		rapid.SyncTest(t, func(t *rapid.T) {
			n, stop := serve(t, new(server.Server))
			defer stop()
			publisher := connect(t, n.options())
			defer publisher.Close()
			m, stop2 := relay(t, n)
			defer stop2()
			c := connect(t, m.options())
			defer c.Close()
			s := subscribed(t, c, "a")
			losses, number, next := 0, 0, 0
			for range rapid.IntRange(0, 30).Draw(t, "steps") {
				switch rapid.IntRange(0, 5).Draw(t, "step") {
				case 0:
					m.kill()
					losses++
					synctest.Wait() // a loss during the restoration is part of the same gap
				case 1:
					<-time.After(2 * maxWait)
				default:
					number++
					if _, err := publisher.Publish(t.Context(), "a", fmt.Sprint(number)); err != nil {
						t.Fatal(err)
					}
				}
			}
			<-time.After(2 * maxWait)
			publisher.Publish(t.Context(), "a", "end")
			gap, gaps := false, 0
			for message, err := range s.Messages(t.Context()) {
				if isGap(err) {
					gap = true
					gaps++
					continue
				}
				if err != nil {
					t.Fatal(err)
				}
				if message.Payload == "end" {
					break
				}
				var got int
				fmt.Sscan(message.Payload, &got)
				if got <= next || got != next+1 && !gap {
					t.Fatalf("got %d after %d, gap: %v", got, next, gap)
				}
				next, gap = got, false
			}
			if next != number && !gap {
				t.Fatalf("the last message is %d of %d, without a gap", next, number)
			}
			if gaps != losses {
				t.Fatalf("%d gaps, %d connections lost", gaps, losses)
			}
		})
	})
}

// relay returns a second network to the server of n, so that connections can be
// lost apart from those of n.
func relay(t *rapid.T, n *network) (*network, func()) {
	m := newNetwork()
	go func() {
		for {
			conn, err := m.Accept()
			if err != nil {
				return
			}
			n.accepted <- conn
		}
	}()
	return m, func() { m.Close() }
}
