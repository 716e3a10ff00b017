package echo

import (
	"context"
	"log"
	"net"
	"os"
	"os/signal"
	"syscall"
)

// Run listens on addr, a host:port, and calls serve with the listener and a
// context that ends at the first SIGINT or SIGTERM. It returns what serve
// returns, or the error of listening. It is for use by main.
func Run(addr string, serve func(context.Context, net.Listener) error) error {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	l, err := net.Listen("tcp", addr)
	if err != nil {
		return err
	}
	log.Printf("listening on %s", l.Addr())
	return serve(ctx, l)
}
