package shutdown_test

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"log"
	"net"
	"time"

	shutdown "mini-redis/step06_shutdown"
)

func ExampleServer_Shutdown() {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		log.Fatal(err)
	}
	server := &shutdown.Server{MaxConns: 100}
	served := make(chan error)
	go func() { served <- server.Serve(l) }()

	client, err := net.Dial("tcp", l.Addr().String())
	if err != nil {
		log.Fatal(err)
	}
	defer client.Close()
	replies := bufio.NewScanner(client)
	fmt.Fprint(client, "PING\r\n")
	replies.Scan()
	fmt.Println(replies.Text())

	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	fmt.Println("Shutdown:", server.Shutdown(ctx))
	fmt.Println("Serve is done:", errors.Is(<-served, shutdown.ErrServerClosed))
	fmt.Println("one more line for the client:", replies.Scan())
	// Output:
	// +PONG
	// Shutdown: <nil>
	// Serve is done: true
	// one more line for the client: false
}
