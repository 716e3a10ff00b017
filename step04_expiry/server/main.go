// Command server runs step 4's server, whose keys expire, until SIGINT or SIGTERM.
package main

import (
	"context"
	"flag"
	"log"
	"net"

	echo "mini-redis/step01_echo"
	expiry "mini-redis/step04_expiry"
)

func main() {
	addr := flag.String("addr", "127.0.0.1:6379", "`host:port` to listen on")
	flag.Parse()
	err := echo.Run(*addr, func(ctx context.Context, l net.Listener) error {
		return expiry.Serve(ctx, l, expiry.New())
	})
	if err != nil {
		log.Fatal(err)
	}
}
