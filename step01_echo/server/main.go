// Command server runs step 1's echo server, until SIGINT or SIGTERM.
package main

import (
	"context"
	"flag"
	"log"
	"net"

	echo "mini-redis/step01_echo"
)

func main() {
	addr := flag.String("addr", "127.0.0.1:6379", "`host:port` to listen on")
	flag.Parse()
	err := echo.Run(*addr, func(ctx context.Context, l net.Listener) error {
		return echo.Serve(ctx, l, echo.Echo)
	})
	if err != nil {
		log.Fatal(err)
	}
}
