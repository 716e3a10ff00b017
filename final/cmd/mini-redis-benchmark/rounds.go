package main

import (
	"context"
	"fmt"
)

// A plan is a series of runs.
type plan struct {
	workloads []workload
	targets   []target
	rounds    int
	measure   func(ctx context.Context, w workload, t target, round int) (result, error)
}

// perform measures the workloads one after the other, each in rounds that go over all
// targets, A B A B, so that what disturbs the machine for a while meets all of them.
// It gives each comparison to show as soon as it is complete, and an incomplete one
// when ctx ends. The first error ends it.
func (p plan) perform(ctx context.Context, show func(comparison)) error {
	for _, w := range p.workloads {
		results := make([][]result, len(p.targets))
		for round := 1; round <= p.rounds && ctx.Err() == nil; round++ {
			for i, t := range p.targets {
				if ctx.Err() != nil {
					break
				}
				r, err := p.measure(ctx, w, t, round)
				if err != nil {
					return fmt.Errorf("%s on %s: %w", w.name, t.name, err)
				}
				results[i] = append(results[i], r)
			}
		}
		if c := compare(w.name, p.targets, results); len(c.servers) > 0 {
			show(c)
		}
		if ctx.Err() != nil {
			return nil
		}
	}
	return nil
}
