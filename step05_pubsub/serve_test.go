package pubsub

import (
	"context"
	"net"
	"sync"
	"testing"
	"testing/synctest"

	framing "mini-redis/step02_framing"
	expiry "mini-redis/step04_expiry"
)

// A pipeListener is a listener whose connections are pipes.
type pipeListener struct {
	conns  chan net.Conn
	closed chan struct{}
	close  func()
}

func listen() *pipeListener {
	closed := make(chan struct{})
	return &pipeListener{make(chan net.Conn), closed, sync.OnceFunc(func() { close(closed) })}
}

func (l *pipeListener) Accept() (net.Conn, error) {
	select {
	case conn := <-l.conns:
		return conn, nil
	case <-l.closed:
		return nil, net.ErrClosed
	}
}

func (l *pipeListener) Addr() net.Addr { return &net.IPAddr{} }

func (l *pipeListener) Close() error {
	l.close()
	return nil
}

// dial returns a client of the server that accepts from l.
func (l *pipeListener) dial(t *testing.T) *client {
	near, far := net.Pipe()
	l.conns <- far
	t.Cleanup(func() { near.Close() })
	return &client{t: t, conn: near, dec: framing.NewDecoder(near)}
}

// The end of the context ends every connection: those of subscribers, idle as
// they are, and those that are stuck. Serve returns when all are done; that no
// goroutine is left, the bubble checks.
func TestServeEndsSubscribersWithItsContext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		l := listen()
		var err error
		served := make(chan struct{})
		go func() {
			defer close(served)
			err = Serve(ctx, l, expiry.New())
		}()
		subscriber, stuck, publisher := l.dial(t), l.dial(t), l.dial(t)
		subscriber.send("SUBSCRIBE news")
		subscriber.want("[subscribe news :1]")
		stuck.send("SUBSCRIBE news", "PING") // and never reads
		synctest.Wait()
		publisher.send("PUBLISH news hello")
		publisher.want(":2")
		subscriber.want("[message news hello]")

		select {
		case <-served:
			t.Fatalf("Serve returned %v before the end of its context", err)
		default:
		}
		cancel()
		<-served
		if err != nil {
			t.Errorf("Serve returned %v, want nil", err)
		}
		for _, c := range []*client{subscriber, stuck, publisher} {
			c.wantEnd()
		}
	})
}

// Commands on keys work beside publish and subscribe, on the store that Serve
// was given.
func TestServeKeepsTheCommandsOfTheStepsBefore(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		defer cancel()
		l, store := listen(), expiry.New()
		go Serve(ctx, l, store)
		c := l.dial(t)
		c.send("SET k v EX 10", "GET k", "TTL k", "ECHO hi", "PUBLISH k v")
		c.want("+OK", "v", ":10", "hi", ":0")
		if got := store.Get("k")[0].Data; got != "v" {
			t.Errorf("the store holds %q, want %q", got, "v")
		}
	})
}
