// Command server runs step 3's server, with a shared store, until SIGINT or SIGTERM.
package main

import (
	"context"
	"flag"
	"log"
	"net"

	echo "mini-redis/step01_echo"
	framing "mini-redis/step02_framing"
	store "mini-redis/step03_store"
)

func main() {
	addr := flag.String("addr", "127.0.0.1:6379", "`host:port` to listen on")
	flag.Parse()
	err := echo.Run(*addr, func(ctx context.Context, l net.Listener) error {
		return framing.Serve(ctx, l, store.Commands(store.New()))
	})
	if err != nil {
		log.Fatal(err)
	}
}
