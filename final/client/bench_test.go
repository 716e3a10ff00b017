package client

import (
	"context"
	"net"
	"testing"

	"mini-redis/final/resp"
)

// echoing returns a client of a server that answers every command with its last
// argument, over loopback TCP.
func echoing(b *testing.B) *Client {
	b.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		b.Fatal(err)
	}
	go func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			go echoes(conn)
		}
	}()
	b.Cleanup(func() { l.Close() })
	c, err := Dial(context.Background(), l.Addr().String(), Options{})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { c.Close() })
	return c
}

func BenchmarkOneCaller(b *testing.B) {
	c, ctx := echoing(b), b.Context()
	b.ReportAllocs()
	for b.Loop() {
		if reply, err := c.Do(ctx, "GET", "value"); reply.Str != "value" || err != nil {
			b.Fatal(reply, err)
		}
	}
}

func BenchmarkFiftyCallers(b *testing.B) {
	c, ctx := echoing(b), b.Context()
	b.ReportAllocs()
	b.SetParallelism(25) // on two processors; more with more
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			if reply, err := c.Do(ctx, "GET", "value"); reply.Str != "value" || err != nil {
				b.Error(reply, err)
			}
		}
	})
}

// One operation is a pipeline of 100 commands.
func BenchmarkPipelineOf100(b *testing.B) {
	c, ctx := echoing(b), b.Context()
	b.ReportAllocs()
	for b.Loop() {
		var p Pipeline
		for range 100 {
			p.Add("GET", "value")
		}
		if results, err := c.Run(ctx, &p); len(results) != 100 || err != nil {
			b.Fatal(len(results), err)
		}
	}
}

// One operation is a message, published by a script and received.
func BenchmarkReceive(b *testing.B) {
	near, far := net.Pipe()
	defer near.Close()
	message := resp.AppendCommand(nil, "message", "news", "hello")
	var batch []byte
	for range 500 {
		batch = append(batch, message...)
	}
	go func() {
		defer far.Close()
		exchanges("+PONG\r\n", "*3\r\n$9\r\nsubscribe\r\n$4\r\nnews\r\n:1\r\n")(far)
		for {
			if _, err := far.Write(batch); err != nil {
				return
			}
		}
	}()
	c := echoing(b)
	c.opts.Dial = func(context.Context, string, string) (net.Conn, error) { return near, nil }
	s, err := c.Subscribe(b.Context(), "news")
	if err != nil {
		b.Fatal(err)
	}
	defer s.Close()
	b.ReportAllocs()
	for b.Loop() {
		if m, err := s.Receive(b.Context()); m.Payload != "hello" || err != nil {
			b.Fatal(m, err)
		}
	}
}
