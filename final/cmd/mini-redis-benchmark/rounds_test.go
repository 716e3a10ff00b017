package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"
)

// scripted returns a plan for two workloads on two targets that notes what it
// measures, such as "set a1", and gives the result that measure says.
func scripted(rounds int, measured *[]string, measure func(what string) (result, error)) plan {
	return plan{
		workloads: []workload{{name: "set"}, {name: "get"}},
		targets:   []target{{"a", ""}, {"b", ""}},
		rounds:    rounds,
		measure: func(_ context.Context, w workload, t target, round int) (result, error) {
			what := fmt.Sprint(w.name, " ", t.name, round)
			*measured = append(*measured, what)
			return measure(what)
		},
	}
}

func whole(string) (result, error) { return result{requests: 1, elapsed: time.Second}, nil }

func TestRoundsAreInterleaved(t *testing.T) {
	var order, shown []string
	p := scripted(3, &order, whole)
	err := p.perform(t.Context(), func(c comparison) {
		shown = append(shown, fmt.Sprint(c.workload, " ", c.servers[0].rounds, c.servers[1].rounds, " after ", len(order)))
	})
	if err != nil {
		t.Fatal(err)
	}
	want := "set a1,set b1,set a2,set b2,set a3,set b3,get a1,get b1,get a2,get b2,get a3,get b3"
	if got := strings.Join(order, ","); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	if want := []string{"set 3 3 after 6", "get 3 3 after 12"}; !slices.Equal(shown, want) {
		t.Errorf("got %q, want %q", shown, want)
	}
}

func TestFirstErrorEndsThePlan(t *testing.T) {
	var order []string
	p := scripted(2, &order, func(what string) (result, error) {
		if what == "get b1" {
			return result{}, errors.New("oops")
		}
		return whole(what)
	})
	shown := 0
	err := p.perform(t.Context(), func(comparison) { shown++ })
	if err == nil || err.Error() != "get on b: oops" {
		t.Errorf("got %v, want get on b: oops", err)
	}
	if shown != 1 || order[len(order)-1] != "get b1" {
		t.Errorf("%d comparisons were shown, and %q was measured", shown, order)
	}
}

// After an interrupt nothing more is measured, and what there is is shown.
func TestInterruptEndsThePlanWithTheResultsSoFar(t *testing.T) {
	for _, tt := range []struct {
		at, want string
	}{
		{"set a1", "set: a 1 partial"},
		{"set b1", "set: a 1, b 1 partial"},
		{"set a2", "set: a 1, b 1"},
		{"set b2", "set: a 2, b 1"},
		{"get a1", "set: a 2, b 2; get: a 1 partial"},
	} {
		ctx, interrupt := context.WithCancel(t.Context())
		var order, shown []string
		p := scripted(2, &order, func(what string) (result, error) {
			r, _ := whole(what)
			if what == tt.at {
				interrupt()
				r.partial = true
			}
			return r, nil
		})
		err := p.perform(ctx, func(c comparison) {
			var servers []string
			for _, s := range c.servers {
				servers = append(servers, fmt.Sprint(s.server, " ", s.rounds)+map[bool]string{true: " partial"}[s.partial])
			}
			shown = append(shown, c.workload+": "+strings.Join(servers, ", "))
		})
		if got := strings.Join(shown, "; "); err != nil || got != tt.want || order[len(order)-1] != tt.at {
			t.Errorf("interrupted in %s: got %s, %v, want %s", tt.at, got, err, tt.want)
		}
	}
}

func TestInterruptBeforeAnythingIsMeasuredShowsNothing(t *testing.T) {
	ctx, interrupt := context.WithCancel(t.Context())
	var order []string
	p := scripted(1, &order, func(string) (result, error) {
		interrupt()
		return result{partial: true}, nil
	})
	if err := p.perform(ctx, func(c comparison) { t.Errorf("shown: %v", c) }); err != nil {
		t.Error(err)
	}
}
