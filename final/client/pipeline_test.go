package client

import (
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"testing/synctest"
)

func TestPipelinesReturnEveryResult(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c, _ := start(t)
		var p Pipeline
		const n = 10_000
		p.Add("SET", "a", "text")
		for range n {
			p.Add("INCR", "n")
		}
		p.Add("INCR", "a")
		p.Add("GET", "none")
		if got := p.Len(); got != n+3 {
			t.Errorf("Len is %d", got)
		}
		results, err := c.Run(t.Context(), &p)
		if err != nil || len(results) != n+3 {
			t.Fatalf("got %d results, %v", len(results), err)
		}
		for i, result := range results[1 : n+1] {
			if result.Reply.Int != int64(i+1) || result.Err != nil {
				t.Fatalf("result %d is %+v", i, result)
			}
		}
		if err := results[n+1].Err; !errors.Is(err, &ServerError{Code: "ERR"}) {
			t.Errorf("a failed command has %v", err)
		}
		if err := results[n+2].Err; !errors.Is(err, ErrNil) {
			t.Errorf("a missing key has %v", err)
		}
	})
}

func TestCutPipelinesReturnTheResultsThatArrived(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := connect(t, scripted(t, then(greets, takes(1), says("+1\r\n-ERR 2\r\n+3"))))
		var p Pipeline
		for i := range 5 {
			p.Add("ECHO", fmt.Sprint(i))
		}
		results, err := c.Run(t.Context(), &p)
		if !errors.Is(err, ErrUnknownOutcome) || !errors.Is(err, io.ErrUnexpectedEOF) {
			t.Errorf("got %v", err)
		}
		if len(results) != 2 || results[0].Reply.Str != "1" || results[1].Err.Error() != "ERR 2" {
			t.Errorf("got %v", results)
		}
	})
}

// Values that are longer than what the writer copies go between short ones.
func TestLongAndShortValuesMix(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c, _ := start(t)
		for i, size := range []int{0, 1, keptBuffer - 100, keptBuffer, keptBuffer + 1, maxBatch, 5*maxBatch + 1} {
			key, value := fmt.Sprint(i), strings.Repeat("v", size)
			if err := c.Set(t.Context(), key, value); err != nil {
				t.Fatal(err)
			}
			if got, err := c.Get(t.Context(), key); got != value || err != nil {
				t.Errorf("%d bytes: got %d, %v", size, len(got), err)
			}
		}
	})
}
