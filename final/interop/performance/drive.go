package main

import (
	"bytes"
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"sync"
	"time"
)

// A load is what mini-redis-benchmark sends.
type load struct {
	command  string // get or set
	clients  int    // connections
	pipeline int    // commands that each sends at once
	keys     int    // chosen at random
	size     int    // of values, in bytes
	cpu      bool   // also measure the processor time; the server must have INFO
}

// everyday returns the load of most tables: 50 connections and 64-byte values.
func everyday(command string, pipeline, keys int) load {
	return load{command: command, clients: 50, pipeline: pipeline, keys: keys, size: valueSize, cpu: true}
}

// probe returns what measures x, under a name like get/P=16.
func (x load) probe() probe {
	return x.named(fmt.Sprintf("%s/P=%d", x.command, x.pipeline))
}

func (x load) named(name string) probe {
	return probe{name: name, measure: func(ctx context.Context, l *lab, s *server) (map[string]float64, error) {
		return l.drive(ctx, s, x)
	}}
}

// errTooShort says that a load was over before its processor time could be measured,
// as may happen on a machine that does much else.
var errTooShort = errors.New("the load ended before a look at the server")

// drive sends x to s. The figures are rate, p50, p99 and, if x asks for it, cpu.
func (l *lab) drive(ctx context.Context, s *server, x load) (figures map[string]float64, err error) {
	for range 5 {
		if figures, err = l.driveOnce(ctx, s, x); !errors.Is(err, errTooShort) {
			break
		}
	}
	return figures, err
}

func (l *lab) driveOnce(ctx context.Context, s *server, x load) (map[string]float64, error) {
	path, err := l.build(ctx, "./final/cmd/mini-redis-benchmark")
	if err != nil {
		return nil, err
	}
	// Connecting, the load, and what a busy machine adds.
	ctx, cancel := context.WithTimeout(ctx, 2*time.Minute+3*l.duration())
	defer cancel()
	cmd := command(ctx, path, "-addr", s.addr, "-t", x.command, "-c", strconv.Itoa(x.clients), "-P", strconv.Itoa(x.pipeline),
		"-r", strconv.Itoa(x.keys), "-d", strconv.Itoa(x.size), "--seconds", fmt.Sprint(l.seconds), "--csv")
	var out, complaint bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &complaint
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	var perCommand time.Duration
	var watchErr error
	watched, unwatch := context.WithCancel(ctx)
	defer unwatch()
	var watching sync.WaitGroup
	if x.cpu {
		watching.Go(func() {
			perCommand, watchErr = s.watch(watched, x.clients, l.duration()*8/10)
		})
	}
	err = cmd.Wait()
	unwatch()
	watching.Wait()
	if err != nil {
		return nil, fmt.Errorf("mini-redis-benchmark: %w %s", err, strings.TrimSpace(complaint.String()))
	}
	figures, err := parseResult(&out)
	if err != nil || !x.cpu {
		return figures, err
	}
	figures["cpu"] = float64(perCommand) / float64(time.Microsecond)
	return figures, watchErr
}

// watch returns the processor time that s spends on a command, within the given time
// from when the clients of the load are connected. If ctx ends before that time is
// over, the error is errTooShort.
func (s *server) watch(ctx context.Context, clients int, during time.Duration) (perCommand time.Duration, err error) {
	defer func() {
		if ctx.Err() != nil {
			err = errTooShort
		}
	}()
	conn, err := s.dial(ctx)
	if err != nil {
		return 0, err
	}
	defer conn.Close()
	for connected := int64(0); connected <= int64(clients); { // the watcher is one more
		if connected, err = conn.info("clients", "connected_clients"); err != nil {
			return 0, err
		}
		if err := pause(ctx, 2*time.Millisecond); err != nil {
			return 0, err
		}
	}
	var used [2]time.Duration
	var commands [2]int64
	for i := range used {
		if i == 1 {
			if err := pause(ctx, during); err != nil {
				return 0, err
			}
		}
		if commands[i], err = conn.info("stats", "total_commands_processed"); err != nil {
			return 0, err
		}
		if used[i], err = s.processorTime(); err != nil {
			return 0, err
		}
	}
	return (used[1] - used[0]) / time.Duration(max(1, commands[1]-commands[0])), nil
}

// pause waits, at most until the end of ctx.
func pause(ctx context.Context, d time.Duration) error {
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-time.After(d):
		return nil
	}
}

// parseResult reads what mini-redis-benchmark --csv prints for one test: the rate in
// commands a second, p50 and p99 in milliseconds.
func parseResult(r io.Reader) (map[string]float64, error) {
	rows, err := csv.NewReader(r).ReadAll()
	if err != nil || len(rows) != 2 {
		return nil, fmt.Errorf("mini-redis-benchmark printed %d rows, want 2 (%v)", len(rows), err)
	}
	figures := map[string]float64{}
	for i, column := range rows[0] {
		name, ok := map[string]string{"rps": "rate", "p50_latency_ms": "p50", "p99_latency_ms": "p99"}[column]
		if !ok {
			continue
		}
		if figures[name], err = strconv.ParseFloat(rows[1][i], 64); err != nil {
			return nil, err
		}
	}
	if len(figures) != 3 {
		return nil, fmt.Errorf("mini-redis-benchmark printed %q", rows[0])
	}
	return figures, nil
}
