package check_test

import (
	"context"
	"fmt"
	"net"
	"strings"
	"testing"
	"time"

	"mini-redis/final/check"
)

// A server that runs already is not started, stopped or emptied: what the cases
// stored is gone in the end, and everything else is as it was.
func TestAddressLeavesTheServerAsItWas(t *testing.T) {
	busy(t)
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error)
	go func() { done <- final(ctx, ctx, l, check.Limits{MaxConns: 100, Grace: time.Second}) }()
	defer func() {
		cancel()
		<-done
	}()
	addr := check.Address(l.Addr().String())

	store := parse(t, "# Mine\n> MSET mine 1 a 2\n< +OK\n")
	if text := play(t, addr, hang, store)[0]; text.Outcome != check.Pass {
		t.Fatal(text)
	}
	for _, spec := range check.Specs()[1:] {
		for _, result := range play(t, addr, hang, spec.Cases) {
			if result.Outcome == check.Fail || (result.Outcome == check.Skip) != result.Case.OwnServer {
				t.Error(result.Outcome, result.Text(check.Style{}))
			}
		}
	}
	interrupted(t, addr, parse(t, "# Mine for long\n> SET key~ 1\n< +OK\n"+strings.Repeat("wait 5000ms\n", 9)), 3)
	left := parse(t, "# Left\n> KEYS *\n< [ any-order \"mine\" \"a\" ]\n> MGET mine a\n< [ \"1\" \"2\" ]\n")
	if result := play(t, addr, hang, left)[0]; result.Outcome != check.Pass {
		t.Errorf("%s", result.Text(check.Style{}))
	}
}

// interrupted plays cases until the server has so many keys, and then ends the run.
func interrupted(t *testing.T, addr check.Address, cases []check.Case, keys int) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	over := make(chan struct{})
	go func() {
		defer close(over)
		runner := check.Runner{Target: addr, Timeout: hang}
		for range runner.Run(ctx, cases) {
		}
	}()
	stored := parse(t, fmt.Sprintf("# Stored\n> DBSIZE\n< eventually :%d\n", keys))
	if result := play(t, addr, hang, stored)[0]; result.Outcome != check.Pass {
		t.Errorf("%s", result.Text(check.Style{}))
	}
	cancel()
	<-over
}
