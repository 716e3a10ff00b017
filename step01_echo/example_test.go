package echo_test

import (
	"bufio"
	"context"
	"fmt"
	"log"
	"net"

	echo "mini-redis/step01_echo"
)

// Serve takes any listener, any handle function, and a context that ends it.
func ExampleServe() {
	l, err := net.Listen("tcp", "127.0.0.1:0") // 0 is any free port
	if err != nil {
		log.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.Background())
	ended := make(chan error)
	go func() { ended <- echo.Serve(ctx, l, echo.Echo) }()

	conn, err := net.Dial("tcp", l.Addr().String())
	if err != nil {
		log.Fatal(err)
	}
	defer conn.Close()
	fmt.Fprintln(conn, "hello")
	line, err := bufio.NewReader(conn).ReadString('\n')
	fmt.Printf("%q %v\n", line, err)

	stop()
	fmt.Println("Serve returned", <-ended)
	// Output:
	// "hello\n" <nil>
	// Serve returned <nil>
}
