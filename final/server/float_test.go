package server

import (
	"log/slog"
	"strings"
	"sync"
	"testing"
)

// quietServer returns a server that logs nothing.
func quietServer() *Server { return &Server{Logger: slog.New(slog.DiscardHandler)} }

func TestIncrementsByFloatAreNotLost(t *testing.T) {
	const clients, increments = 8, 500
	s := quietServer()
	var all sync.WaitGroup
	for range clients {
		all.Go(func() {
			serveAll(s, strings.NewReader(strings.Repeat("INCRBYFLOAT n 0.5\r\n", increments)))
		})
	}
	all.Wait()
	if got := execute(t, s, []string{"GET", "n"})[0].Str; got != "2000" {
		t.Errorf("%d times 0.5 are %s", clients*increments, got)
	}
}
