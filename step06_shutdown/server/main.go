// Command server runs step 6's server, the complete one, until SIGINT or SIGTERM.
package main

import (
	"flag"
	"log"
	"time"

	shutdown "mini-redis/step06_shutdown"
)

func main() {
	addr := flag.String("addr", "127.0.0.1:6379", "`host:port` to listen on")
	maxConns := flag.Int("max-conns", shutdown.DefaultMaxConns, "most connections served at once")
	grace := flag.Duration("grace", 10*time.Second, "time that commands under way have at the end")
	flag.Parse()
	server := &shutdown.Server{MaxConns: *maxConns}
	if err := shutdown.Run(*addr, server, *grace); err != nil {
		log.Fatal(err)
	}
}
