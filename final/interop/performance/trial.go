package main

import (
	"context"
	"fmt"
	"slices"
)

// A table is a part of the file, and of the chapter, that is measured at once.
type table struct {
	name   string
	trials []trial
}

// A trial is what is measured on some servers in one state.
type trial struct {
	servers  []program
	fill     *filling // before the probes; nil leaves a server empty
	oneByOne bool     // end a server before the next one starts, for the sake of memory
	probes   []probe
}

// A probe takes figures from a server, or from further ones of the same program.
type probe struct {
	name    string             // begins the names of its figures
	fits    func(program) bool // nil fits all
	measure func(context.Context, *lab, *server) (map[string]float64, error)
}

// perform does one round of t and adds its figures to all, under names like
// server/probe/figure.
func (l *lab) perform(ctx context.Context, t trial, say func(string), all figures) error {
	if !t.oneByOne {
		return l.together(ctx, t, t.servers, say, all)
	}
	for _, p := range t.servers {
		if err := l.together(ctx, t, []program{p}, say, all); err != nil {
			return err
		}
	}
	return nil
}

// together does one round with some of the servers of t, which run at the same time.
// All have ended when it returns.
func (l *lab) together(ctx context.Context, t trial, programs []program, say func(string), all figures) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	var servers []*server
	defer func() {
		for _, s := range slices.Backward(servers) {
			s.stop()
		}
	}()
	for _, p := range programs {
		s, err := l.start(ctx, p)
		if err != nil {
			return err
		}
		servers = append(servers, s)
		if t.fill != nil && !p.storeless {
			if err := s.fill(ctx, *t.fill); err != nil {
				return fmt.Errorf("%s: %w", p.name, err)
			}
		}
	}
	for _, probe := range t.probes {
		say(probe.name)
		for _, s := range servers {
			if probe.fits != nil && !probe.fits(s.program) {
				continue
			}
			got, err := probe.measure(ctx, l, s)
			if err != nil {
				return fmt.Errorf("%s on %s: %w", probe.name, s.name, err)
			}
			all.add(s.name+"/"+probe.name, got)
		}
	}
	return nil
}
