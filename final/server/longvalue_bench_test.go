package server

import (
	"io"
	"log/slog"
	"net"
	"strings"
	"testing"

	"mini-redis/final/resp"
)

// One operation is a command with a value of 1 MB, or its reply, over loopback TCP.
func BenchmarkLargeValues(b *testing.B) {
	value := strings.Repeat("v", 1<<20)
	set := resp.AppendCommand(nil, "SET", "k", value)
	bulk := "$1048576\r\n" + value + "\r\n"
	for _, bench := range []struct {
		name    string
		command []byte
		reply   string
	}{
		{"set", set, "+OK\r\n"},
		{"get", resp.AppendCommand(nil, "GET", "k"), bulk},
	} {
		b.Run(bench.name, func(b *testing.B) {
			conn := overTCP(b)
			exchange := func(command []byte, reply []byte) {
				if _, err := conn.Write(command); err != nil {
					b.Fatal(err)
				}
				if _, err := io.ReadFull(conn, reply); err != nil {
					b.Fatal(err)
				}
			}
			exchange(set, make([]byte, len("+OK\r\n")))
			reply := make([]byte, len(bench.reply))
			b.SetBytes(int64(len(value)))
			b.ReportAllocs()
			for b.Loop() {
				exchange(bench.command, reply)
			}
			if string(reply) != bench.reply {
				b.Errorf("got %.20q, want %.20q", reply, bench.reply)
			}
		})
	}
}

// overTCP returns a connection to a server of its own.
func overTCP(b *testing.B) net.Conn {
	b.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		b.Fatal(err)
	}
	start(b, &Server{Logger: slog.New(slog.DiscardHandler)}, l)
	conn, err := net.Dial("tcp", l.Addr().String())
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { conn.Close() })
	return conn
}
