// Command server runs step 3's server, with a shared store, until SIGINT or SIGTERM.
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
	store "mini-redis/step03_store"
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
	log.Printf("step 3 (store) is listening on %s", l.Addr())
	if err := framing.Serve(ctx, l, store.Commands(store.New())); err != nil {
		log.Fatal(err)
	}
}
