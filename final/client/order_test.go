package client

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	"pgregory.net/rapid"
)

// C2: the commands of each caller reach the server in its order, and those of a
// pipeline one right after the other, whoever else sends.
func TestC2CommandsKeepTheirOrder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		plans := rapid.SliceOfN(rapid.SliceOfN(rapid.IntRange(1, 5), 0, 6), 1, 6).Draw(t, "callers and their pipelines")
		rapid.SyncTest(t, func(t *rapid.T) {
			sent := make(chan string, 1000)
			n := newNetwork()
			go func() {
				conn, _ := n.Accept()
				records(sent)(conn)
			}()
			c := connect(t, n.options())
			defer c.Close()
			var callers sync.WaitGroup
			for id, plan := range plans {
				callers.Go(func() {
					for step, length := range plan {
						var p Pipeline
						for i := range length {
							p.Add("ECHO", fmt.Sprintf("%d %d %d %d", id, step, i, length))
						}
						results, err := c.Run(t.Context(), &p)
						if err != nil || len(results) != length || p.Len() != 0 {
							t.Errorf("got %d results, %v, want %d", len(results), err, length)
						}
					}
				})
			}
			callers.Wait()
			c.Close()
			next := make([]int, len(plans))
			for len(sent) > 0 {
				first := strings.Fields(<-sent)
				id, _ := strconv.Atoi(first[0])
				length, _ := strconv.Atoi(first[3])
				for i := range length {
					want := fmt.Sprintf("%d %d %d %d", id, next[id], i, length)
					if got := strings.Join(first, " "); got != want {
						t.Fatalf("the server got %q, want %q", got, want)
					}
					if i < length-1 {
						first = strings.Fields(<-sent)
					}
				}
				next[id]++
			}
			if !slices.EqualFunc(next, plans, func(n int, plan []int) bool { return n == len(plan) }) {
				t.Fatalf("pipelines seen: %v of %v", next, plans)
			}
		})
	})
}

func TestEmptyPipelinesHaveNoResults(t *testing.T) {
	c := &Client{} // nothing of it is used
	if results, err := c.Run(t.Context(), &Pipeline{}); results != nil || err != nil {
		t.Errorf("got %v, %v", results, err)
	}
}
