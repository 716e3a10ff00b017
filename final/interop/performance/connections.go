package main

import (
	"context"
	"fmt"
	"os"
	"slices"
)

// mostConnections is how many there are where the system allows it.
const mostConnections = 10_000

// connectionsTable measures how a GET depends on the number of connections, and the
// memory of one that waits.
func connectionsTable() table {
	limit := possible(mostConnections)
	var counts []int
	for n := 1; n <= mostConnections; n *= 10 {
		counts = append(counts, min(n, limit))
	}
	counts = slices.Compact(counts)
	var probes []probe
	for _, n := range counts {
		x := everyday("get", 1, 100_000)
		x.clients = n
		probes = append(probes, x.named(fmt.Sprintf("c=%d", n)))
	}
	both := []program{finalServer(), redisServer()}
	return table{"connections", []trial{
		// On servers without keys: memory that filling has left free would hide some.
		{servers: both, probes: []probe{idleProbe(slices.Max(counts))}},
		{servers: both, fill: &filling{keys: 100_000}, probes: probes},
	}}
}

// possible returns how many connections, at most want, the limit of open files allows.
func possible(want int) int {
	text, err := os.ReadFile("/proc/self/limits")
	if err != nil {
		return want
	}
	limit, err := parseOpenFiles(string(text))
	if err != nil {
		return want
	}
	return min(want, limit-200) // files, redis-server's reserve of 32, and the rest
}

// idleProbe measures the resident bytes of a connection that has sent a PING and
// waits, as the figure idle/c=N/bytes.
func idleProbe(n int) probe {
	return probe{name: fmt.Sprintf("idle/c=%d", n), measure: func(ctx context.Context, l *lab, s *server) (map[string]float64, error) {
		before, err := s.memory(residentNow)
		if err != nil {
			return nil, err
		}
		for range n {
			conn, err := s.dial(ctx)
			if err != nil {
				return nil, err
			}
			defer conn.Close()
			if _, err := conn.do("PING"); err != nil {
				return nil, err
			}
		}
		after, err := s.memory(residentNow)
		return map[string]float64{"bytes": float64(after-before) / float64(n)}, err
	}}
}
