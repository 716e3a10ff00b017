// Command server runs step 1's echo server until SIGINT or SIGTERM.
package main

import (
	"context"
	"flag"
	"log"
	"net"
	"os"
	"os/signal"
	"syscall"

	echo "mini-redis/step01_echo"
)

func main() {
	addr := flag.String("addr", "127.0.0.1:6379", "`host:port` to listen on")
	flag.Parse()

	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()

	l, err := net.Listen("tcp", *addr)
	if err != nil {
		log.Fatal(err)
	}
	log.Printf("step 1 (echo) is listening on %s", l.Addr())
	if err := echo.Serve(ctx, l, echo.Echo); err != nil {
		log.Fatal(err)
	}
}
