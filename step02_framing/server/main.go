// Command server runs step 2's server, PING and ECHO, until SIGINT or SIGTERM.
package main

import (
	"context"
	"flag"
	"log"
	"net"

	echo "mini-redis/step01_echo"
	framing "mini-redis/step02_framing"
)

func main() {
	addr := flag.String("addr", "127.0.0.1:6379", "`host:port` to listen on")
	flag.Parse()
	err := echo.Run(*addr, func(ctx context.Context, l net.Listener) error {
		return framing.Serve(ctx, l, framing.Commands())
	})
	if err != nil {
		log.Fatal(err)
	}
}
