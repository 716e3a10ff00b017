package server

import (
	"io"
	"log/slog"
	"net"
	"runtime"
	"strings"
	"testing"

	"mini-redis/final/pubsub"
)

// One operation reads a command, executes it and writes the reply.
func BenchmarkGet(b *testing.B) {
	c, next := executor(b, pipeline("GET key:000001"))
	c.srv.store.SetMany([][]byte{[]byte("key:000001"), make([]byte, 100)})
	b.ReportAllocs()
	for b.Loop() {
		next()
	}
}

func BenchmarkSet(b *testing.B) {
	_, next := executor(b, pipeline("SET key:000001 "+strings.Repeat("x", 100)))
	b.ReportAllocs()
	for b.Loop() {
		next()
	}
}

// One operation is a pipeline of 100 GETs, which costs one read and one write.
func BenchmarkPipeline100(b *testing.B) {
	c, next := executor(b, strings.Repeat(pipeline("GET key:000001"), 100))
	c.srv.store.SetMany([][]byte{[]byte("key:000001"), make([]byte, 100)})
	b.ReportAllocs()
	for b.Loop() {
		for range 100 {
			next()
		}
	}
}

// One operation reads a PUBLISH, delivers the message to 100 subscribers, and takes it out
// of their queues.
func BenchmarkPublish(b *testing.B) {
	c, next := executor(b, pipeline("PUBLISH channel "+strings.Repeat("x", 100)))
	var subscribers []*pubsub.Subscriber
	for range 100 {
		sub := c.srv.hub.NewSubscriber(2, nil)
		sub.Subscribe("channel")
		subscribers = append(subscribers, sub)
	}
	b.ReportAllocs()
	for b.Loop() {
		next()
		for _, sub := range subscribers {
			sub.Take()
		}
	}
}

// One operation is a command that a client sends over loopback TCP and its reply, with
// 50 such clients at a time: nearly all of it is the work of the kernel.
func BenchmarkRoundTrip(b *testing.B) {
	s := &Server{Logger: slog.New(slog.DiscardHandler)}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		b.Fatal(err)
	}
	start(b, s, l)
	b.SetParallelism(50 / runtime.GOMAXPROCS(0))
	b.RunParallel(func(pb *testing.PB) {
		nc, err := net.Dial("tcp", l.Addr().String())
		if err != nil {
			b.Error(err)
			return
		}
		defer nc.Close()
		command, reply := []byte(pipeline("GET key:000001")), make([]byte, len("$-1\r\n"))
		for pb.Next() {
			if _, err := nc.Write(command); err != nil {
				b.Error(err)
				return
			}
			if _, err := io.ReadFull(nc, reply); err != nil {
				b.Error(err)
				return
			}
		}
	})
}
