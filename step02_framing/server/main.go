// Command server runs step 2's server, PING and ECHO, until SIGINT or SIGTERM.
package main

import (
	"context"
	"flag"
	"log"
	"net"
	"os"
	"os/signal"
	"syscall"

	framing "mini-redis/step02_framing"
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
	log.Printf("step 2 (framing) is listening on %s", l.Addr())
	if err := framing.Serve(ctx, l, framing.Commands()); err != nil {
		log.Fatal(err)
	}
}
