// Command server runs step 6's server, the complete one, until SIGINT or SIGTERM.
package main

import (
	"context"
	"errors"
	"flag"
	"log"
	"net"
	"os"
	"os/signal"
	"syscall"
	"time"

	shutdown "mini-redis/step06_shutdown"
)

func main() {
	addr := flag.String("addr", "127.0.0.1:6379", "`host:port` to listen on")
	maxConns := flag.Int("max-conns", shutdown.DefaultMaxConns, "most connections served at once")
	grace := flag.Duration("grace", 10*time.Second, "time that commands under way have at the end")
	flag.Parse()
	first, _ := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	l, err := net.Listen("tcp", *addr)
	if err != nil {
		log.Fatal(err)
	}
	log.Printf("listening on %s", l.Addr())
	server := &shutdown.Server{MaxConns: *maxConns}
	go func() {
		<-first.Done()
		second, force := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
		log.Print("shutting down; a second signal forces it")
		time.AfterFunc(*grace, force)
		server.Shutdown(second)
	}()
	if err := server.Serve(l); !errors.Is(err, shutdown.ErrServerClosed) {
		log.Fatal(err)
	}
}
