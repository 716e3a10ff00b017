package shutdown

import (
	"context"
	"log"
	"net"
	"os"
	"os/signal"
	"syscall"
	"time"
)

// Run listens on addr, a host:port, and serves s until the first SIGINT or
// SIGTERM. Then it shuts s down. A second signal, or the end of the grace
// period, forces the end, and the log says so. Run returns nil after either end,
// or else the error of listening or of Serve. It is for use by main.
func Run(addr string, s *Server, grace time.Duration) error {
	signals := make(chan os.Signal, 2) // room for both, however soon the second comes
	signal.Notify(signals, os.Interrupt, syscall.SIGTERM)
	defer signal.Stop(signals)
	l, err := net.Listen("tcp", addr)
	if err != nil {
		return err
	}
	log.Printf("listening on %s", l.Addr())
	served, stopped := make(chan error, 1), make(chan error, 1)
	go func() { served <- s.Serve(l) }()
	select {
	case err := <-served:
		return err
	case <-signals:
		log.Print("shutting down; a second signal forces it")
	}

	ctx, force := context.WithTimeout(context.Background(), grace)
	defer force()
	go func() { stopped <- s.Shutdown(ctx) }()
	select {
	case err = <-stopped:
	case <-signals:
		force()
		err = <-stopped
	}
	if err != nil {
		log.Printf("shutdown forced: connections were cut off: %v", err)
	}
	<-served // with ErrServerClosed
	return nil
}
