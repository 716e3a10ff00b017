package server_test

import (
	"context"
	"fmt"
	"log"
	"net"
	"time"

	"mini-redis/final/resp"
	"mini-redis/final/server"
)

// A server in a program of one's own: it takes any listener.
func ExampleServer() {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		log.Fatal(err)
	}
	s := &server.Server{MaxClients: 100}
	served := make(chan error)
	go func() { served <- s.Serve(l) }()

	conn, err := net.Dial("tcp", l.Addr().String())
	if err != nil {
		log.Fatal(err)
	}
	conn.Write(resp.AppendCommand(nil, "SET", "greeting", "hello"))
	conn.Write(resp.AppendCommand(nil, "GET", "greeting"))
	replies := resp.NewReplyReader(conn)
	for range 2 {
		reply, err := replies.ReadReply()
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println(reply.Str)
	}
	conn.Close()

	fmt.Println(s.Shutdown(context.Background()))
	fmt.Println(<-served)
	// Output:
	// OK
	// hello
	// <nil>
	// server: closed
}

// Clients that do not read their replies would hold up the end for ever. The
// context says how long they may.
func ExampleServer_Shutdown() {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		log.Fatal(err)
	}
	var s server.Server
	served := make(chan error)
	go func() { served <- s.Serve(l) }()

	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	if err := s.Shutdown(ctx); err != nil {
		fmt.Println("connections were cut off:", err)
	}
	fmt.Println(<-served)
	// Output: server: closed
}
