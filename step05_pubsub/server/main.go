// Command server runs step 5's server, with publish and subscribe, until SIGINT or SIGTERM.
package main

import (
	"context"
	"flag"
	"log"
	"net"
	"os"
	"os/signal"
	"syscall"

	expiry "mini-redis/step04_expiry"
	pubsub "mini-redis/step05_pubsub"
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
	log.Printf("step 5 (pubsub) is listening on %s", l.Addr())
	if err := pubsub.Serve(ctx, l, expiry.New()); err != nil {
		log.Fatal(err)
	}
}
