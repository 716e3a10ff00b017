//go:build stress

package server

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"net"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"mini-redis/final/pubsub"
	"mini-redis/final/resp"
)

// A crowd is 200 connections at a time that do everything at once to a server, over
// TCP, until the test stops it.
type crowd struct {
	t     *testing.T
	addr  string
	next  atomic.Int64  // numbers connections, so that each has keys of its own
	left  atomic.Int64  // replies to go until stop is closed
	ended chan struct{} // closed when the server is about to shut down
}

// In all this, every connection gets the right replies, whole and in order, up to
// the place where it ends. The shutdown stays within its grace period and leaves no
// goroutine behind.
func TestCrowd(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	drops := new(counter)
	s := &Server{MaxClients: 150, Logger: slog.New(slog.NewTextHandler(drops, nil))}
	s.init.Do(s.initialize)
	s.hub = pubsub.New(encodePush, pubsub.Limits{HardBytes: 10_000})
	start(t, s, l)

	all := &crowd{t: t, addr: l.Addr().String(), ended: make(chan struct{})}
	all.left.Store(150_000)
	var clients sync.WaitGroup
	for i := range 200 {
		clients.Go(func() {
			for !all.over() {
				if i%5 == 0 {
					all.subscribe()
				} else {
					all.talk()
				}
			}
		})
	}
	<-all.ended
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	defer cancel()
	if err := s.Shutdown(ctx); err != nil {
		t.Errorf("Shutdown returned %v", err)
	}
	stacks := make([]byte, 16<<20)
	if stacks = stacks[:runtime.Stack(stacks, true)]; bytes.Contains(stacks, []byte("server.(*conn)")) {
		t.Errorf("the server has goroutines left:\n%s", stacks)
	}
	clients.Wait()
	wantEmptyHub(t, s)
	if t.Logf("%d connections, %d subscribers dropped", all.next.Load(), drops.Load()); drops.Load() == 0 {
		t.Error("no subscriber was dropped")
	}
}

// A counter counts the lines of the log, of which each tells of a client dropped.
type counter struct{ atomic.Int64 }

func (c *counter) Write(p []byte) (int, error) {
	c.Add(int64(bytes.Count(p, []byte("client dropped"))))
	return len(p), nil
}

func (all *crowd) over() bool {
	select {
	case <-all.ended:
		return true
	default:
		return false
	}
}

// answered counts a reply.
func (all *crowd) answered() {
	if all.left.Add(-1) == 0 {
		close(all.ended)
	}
}

// connect returns nil if the server no longer listens.
func (all *crowd) connect() (conn *net.TCPConn, id int64) {
	c, err := net.Dial("tcp", all.addr)
	if err != nil {
		if !all.over() {
			all.t.Error(err)
		}
		return nil, 0
	}
	c.SetDeadline(time.Now().Add(time.Minute))
	return c.(*net.TCPConn), all.next.Add(1)
}

// talk sends one long pipeline of random commands, in random pieces, and checks the
// replies meanwhile. One time in four it leaves early.
func (all *crowd) talk() {
	conn, id := all.connect()
	if conn == nil {
		return
	}
	defer conn.Close()
	sent, want := all.commands(id)
	leaveAfter := -1
	if rand.IntN(4) == 0 {
		leaveAfter = rand.IntN(len(want))
	}
	written := make(chan struct{})
	go func() {
		defer close(written)
		for len(sent) > 0 {
			n := min(len(sent), 1+rand.IntN(20_000))
			if _, err := conn.Write(sent[:n]); err != nil {
				return
			}
			sent = sent[n:]
		}
	}()
	defer func() { <-written }()
	defer conn.Close()
	replies := resp.NewReplyReader(conn)
	for i, want := range want {
		if i == leaveAfter {
			conn.SetLinger(rand.IntN(2) - 1) // 0: with a reset
			return
		}
		reply, err := replies.ReadReply()
		if err != nil {
			if !all.over() || replies.Buffered() > 0 {
				all.t.Errorf("connection %d: reply %d: %v, with %d bytes of the reply", id, i, err, replies.Buffered())
			}
			return
		}
		if got := show(reply); got != want && !(want == anyInteger && reply.Kind == resp.KindInteger) {
			all.t.Errorf("connection %d: reply %d is %.100q, want %.100q", id, i, got, want)
		}
		all.answered()
	}
}

// anyInteger stands for the reply to PUBLISH.
const anyInteger = ":n"

// commands returns up to 1,000 random commands and the replies to them.
func (all *crowd) commands(id int64) (sent []byte, want []string) {
	values := map[string]string{}
	counter := 0
	for range 1 + rand.IntN(1000) {
		key := fmt.Sprintf("key:%d:%d", id, rand.IntN(5))
		switch rand.IntN(8) {
		case 0:
			size := rand.IntN(1000)
			if rand.IntN(50) == 0 {
				size = rand.IntN(200_000)
			}
			values[key] = strings.Repeat("v", size)
			sent = resp.AppendCommand(sent, "SET", key, values[key])
			want = append(want, "+OK")
		case 1:
			counter++
			sent = resp.AppendCommand(sent, "INCR", fmt.Sprintf("counter:%d", id))
			want = append(want, fmt.Sprintf(":%d", counter))
		case 2:
			sent = resp.AppendCommand(sent, "nosuch")
			want = append(want, "-ERR unknown command 'nosuch', with args beginning with: ")
		case 3:
			sent = resp.AppendCommand(sent, "SUBSCRIBE", key)
			sent = resp.AppendCommand(sent, "RESET")
			sent = resp.AppendCommand(sent, "PUBLISH", "news", strings.Repeat("m", rand.IntN(5000)))
			sent = resp.AppendCommand(sent, "STRLEN", key)
			want = append(want, "[subscribe "+key+" :1]", "+RESET", anyInteger, fmt.Sprintf(":%d", len(values[key])))
		default:
			sent = resp.AppendCommand(sent, "GET", key)
			if value, ok := values[key]; ok {
				want = append(want, value)
			} else {
				want = append(want, "null")
			}
		}
	}
	return sent, want
}

// subscribe reads many messages and leaves, or reads a few, and then none until the
// server is to shut down.
func (all *crowd) subscribe() {
	conn, id := all.connect()
	if conn == nil {
		return
	}
	defer conn.Close()
	messages, stops := 2000, rand.IntN(2) == 0
	if stops {
		messages = 20
		conn.SetReadBuffer(4096)
	}
	conn.Write(resp.AppendCommand(nil, "SUBSCRIBE", "news"))
	replies := resp.NewReplyReader(conn)
	for i := range rand.IntN(messages) {
		reply, err := replies.ReadReply()
		if err != nil {
			return // dropped, perhaps in mid-message, or shut down
		}
		if got := show(reply); i == 0 && got != "[subscribe news :1]" || i > 0 && !strings.HasPrefix(got, "[message news ") {
			all.t.Errorf("subscriber %d: message %d is %q", id, i, got)
		}
	}
	if stops {
		<-all.ended
	}
}
