package main

import (
	"context"
	"fmt"
	"strings"
)

// megabyte is what sizes of large values are given in.
const megabyte = 1_000_000

// valuesTable measures large values: how many bytes a second, and how much memory it
// takes to receive one.
func valuesTable() table {
	var probes []probe
	for _, v := range []struct{ megabytes, clients int }{{1, 4}, {32, 1}} {
		for _, command := range []string{"set", "get"} { // get finds what set has written
			x := load{command: command, clients: v.clients, pipeline: 1, keys: 1, size: v.megabytes * megabyte}
			probes = append(probes, throughput(x, fmt.Sprintf("%s/MB=%d", command, v.megabytes)))
		}
	}
	return table{"values", []trial{{
		servers: []program{finalServer(), redisServer()},
		probes:  append(probes, peakProbe(32)),
	}}}
}

// throughput measures x in megabytes a second.
func throughput(x load, name string) probe {
	return probe{name: name, measure: func(ctx context.Context, l *lab, s *server) (map[string]float64, error) {
		got, err := l.drive(ctx, s, x)
		return map[string]float64{"speed": got["rate"] * float64(x.size) / megabyte}, err
	}}
}

// peakProbe measures by how many times the size of a value the resident memory of a
// fresh server grows while it receives it.
func peakProbe(megabytes int) probe {
	return probe{name: fmt.Sprintf("peak/MB=%d", megabytes), measure: func(ctx context.Context, l *lab, used *server) (map[string]float64, error) {
		s, err := l.start(ctx, used.program)
		if err != nil {
			return nil, err
		}
		defer s.stop()
		conn, err := s.dial(ctx)
		if err != nil {
			return nil, err
		}
		defer conn.Close()
		if err := s.forgetPeak(); err != nil {
			return nil, err
		}
		before, err := s.memory(residentMost)
		if err != nil {
			return nil, err
		}
		if _, err := conn.do("SET", "large", strings.Repeat("x", megabytes*megabyte)); err != nil {
			return nil, err
		}
		after, err := s.memory(residentMost)
		return map[string]float64{"times": float64(after-before) / float64(megabytes*megabyte)}, err
	}}
}
