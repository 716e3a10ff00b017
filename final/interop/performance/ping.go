package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"runtime"
	"sync"
	"sync/atomic"
	"time"

	"mini-redis/final/resp"
)

// pings measures PING with 50 connections, each of which sends so many at once. It
// takes a server at its bytes, so that step 1's echo is measured as the others are.
func pings(pipeline int) probe {
	return probe{name: fmt.Sprintf("ping/P=%d", pipeline), measure: func(ctx context.Context, l *lab, s *server) (map[string]float64, error) {
		rate, err := s.exchange(ctx, 50, pipeline, l.duration())
		return map[string]float64{"rate": rate}, err
	}}
}

// exchange sends PINGs over some connections for some time, and returns how many a
// second were answered. The load has one thread, as that of mini-redis-benchmark.
func (s *server) exchange(ctx context.Context, clients, pipeline int, during time.Duration) (rate float64, err error) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	ping := resp.AppendCommand(nil, "PING")
	reply := []byte("+PONG\r\n")
	if s.echo {
		reply = ping
	}
	request, want := bytes.Repeat(ping, pipeline), bytes.Repeat(reply, pipeline)
	var conns []*control
	defer func() {
		for _, conn := range conns {
			conn.Close()
		}
	}()
	for range clients {
		conn, err := s.dial(ctx)
		if err != nil {
			return 0, err
		}
		conn.SetDeadline(time.Now().Add(during + answerWithin))
		conns = append(conns, conn)
	}
	var answered atomic.Int64
	var working sync.WaitGroup
	began := time.Now()
	for _, conn := range conns {
		working.Go(func() {
			got := make([]byte, len(want))
			for time.Since(began) < during {
				if err := exchangeOnce(conn, request, want, got); err != nil {
					cancel(err) // the first one counts, and closes the other connections
					return
				}
				answered.Add(int64(pipeline))
			}
		})
	}
	working.Wait()
	return float64(answered.Load()) / time.Since(began).Seconds(), context.Cause(ctx)
}

// exchangeOnce sends request and wants a certain reply, which it reads into got.
func exchangeOnce(conn io.ReadWriter, request, want, got []byte) error {
	if _, err := conn.Write(request); err != nil {
		return err
	}
	if _, err := io.ReadFull(conn, got); err != nil {
		return err
	}
	if !bytes.Equal(got, want) {
		return fmt.Errorf("PING was answered with %.80q", got)
	}
	return nil
}
