package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math"
	"net"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"pgregory.net/rapid"
)

// However the load is cut into connections and pipelines, exactly the requests that
// were asked for are sent, with one write for each pipeline, and all are counted.
func TestExactlyTheRequestsAskedForAreSent(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		rapid.SyncTest(t, func(t *rapid.T) {
			s := &fakeServer{answer: always("+OK\r\n")}
			w, _ := findWorkload(allWorkloads(3), "set")
			r := &run{workload: w, dial: s.dial, load: load{
				clients:  rapid.IntRange(1, 5).Draw(t, "clients"),
				requests: rapid.IntRange(1, 60).Draw(t, "requests"),
				pipeline: rapid.IntRange(1, 20).Draw(t, "pipeline"),
				keyspace: rapid.Uint64Range(0, 30).Draw(t, "keyspace"),
				threads:  rapid.IntRange(1, 3).Draw(t, "threads"),
			}}
			got, err := r.measure(context.Background())
			if err != nil {
				t.Fatal(err)
			}
			synctest.Wait()
			if len(s.commands) != r.requests || got.requests != r.requests || got.partial {
				t.Errorf("%d commands executed, %d counted (partial: %v), want %d", len(s.commands), got.requests, got.partial, r.requests)
			}
			if want := (r.requests + r.pipeline - 1) / r.pipeline; s.writes != want {
				t.Errorf("%d writes, want %d", s.writes, want)
			}
			if s.open != 0 {
				t.Errorf("%d connections were left open", s.open)
			}
		})
	})
}

// Request n takes n milliseconds, so that each percentile is its own number.
func TestPercentilesAreThoseOfTheLatencies(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &fakeServer{answer: func(n int, w io.Writer) error {
			time.Sleep(time.Duration(n) * time.Millisecond)
			return always("+OK\r\n")(n, w)
		}}
		got, err := s.run(t, "set", load{clients: 1, requests: 1000, pipeline: 1}).measure(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		l := got.latencies
		for _, tt := range []struct {
			name      string
			got, want float64
		}{
			{"mean", l.mean, 500.5}, {"min", l.min, 1}, {"p50", l.p50, 500}, {"p95", l.p95, 950},
			{"p99", l.p99, 990}, {"p99.9", l.p999, 999}, {"max", l.max, 1000},
			{"rate", got.rate(), 1000 / 500.5},
		} {
			if math.Abs(tt.got-tt.want) > tt.want/1000 {
				t.Errorf("%s: got %v, want %v to three digits", tt.name, tt.got, tt.want)
			}
		}
	})
}

// The latency of a pipeline ends with its first reply, and counts for each request.
func TestLatencyIsThatOfThePipelinesFirstReply(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &fakeServer{answer: func(n int, w io.Writer) error {
			time.Sleep(10 * time.Millisecond)
			return always("+OK\r\n")(n, w)
		}}
		r := s.run(t, "set", load{clients: 1, requests: 8, pipeline: 4})
		got, err := r.measure(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if l := got.latencies; math.Abs(l.min-10) > 0.01 || math.Abs(l.max-10) > 0.01 {
			t.Errorf("got latencies from %v to %v, want 10", l.min, l.max)
		}
		if got.elapsed != 80*time.Millisecond {
			t.Errorf("8 requests took %v, want 80ms", got.elapsed)
		}
		if n := r.recorders[0].histogram.TotalCount(); n != 8 {
			t.Errorf("%d latencies were recorded, want 8", n)
		}
	})
}

func TestRunEndsWithTheFirstError(t *testing.T) {
	afterTen := func(reply string, err error) func(int, io.Writer) error {
		return func(n int, w io.Writer) error {
			if n <= 10 {
				return always(":1\r\n")(n, w)
			}
			io.WriteString(w, reply)
			return err
		}
	}
	for _, tt := range []struct {
		name   string
		answer func(int, io.Writer) error
		want   string
	}{
		{"error reply", afterTen("-OOM command not allowed\r\n", nil), "the server answered: OOM command not allowed"},
		{"other type", afterTen("+OK\r\n", nil), "where a reply of type ':' was due"},
		{"unasked reply", afterTen(":1\r\n:1\r\n:1\r\n:1\r\n", nil), errUnasked.Error()},
		{"end of the stream", afterTen("", io.EOF), errClosed.Error()},
		{"silence", afterTen("", nil), "no reply for 1m0s"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s := &fakeServer{answer: tt.answer}
				_, err := s.run(t, "incr", load{clients: 3, requests: 1000, pipeline: 2}).measure(t.Context())
				if err == nil || !strings.Contains(err.Error(), tt.want) {
					t.Errorf("got %v, want %s", err, tt.want)
				}
				synctest.Wait()
				if s.open != 0 {
					t.Errorf("%d connections were left open", s.open)
				}
			})
		})
	}
}

func TestTimedRunSendsNothingAfterItsTime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &fakeServer{answer: func(n int, w io.Writer) error {
			time.Sleep(10 * time.Millisecond)
			return always("+OK\r\n")(n, w)
		}}
		// Each of the two connections sends at 0, 20 and 40 ms.
		got, err := s.run(t, "set", load{clients: 2, seconds: 0.055, pipeline: 2}).measure(t.Context())
		if err != nil || got.partial || got.requests != 12 || len(s.commands) != 12 || got.elapsed != 60*time.Millisecond {
			t.Errorf("got %+v, %v and %d commands, want 12 requests in 60ms, whole", got, err, len(s.commands))
		}
		synctest.Wait()
		if s.open != 0 {
			t.Errorf("%d connections were left open", s.open)
		}
	})
}

func TestInterruptedTimedRunIsPartial(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &fakeServer{answer: func(n int, w io.Writer) error {
			time.Sleep(10 * time.Millisecond)
			return always("+OK\r\n")(n, w)
		}}
		ctx, cancel := context.WithTimeout(t.Context(), 35*time.Millisecond)
		defer cancel()
		got, err := s.run(t, "set", load{clients: 1, seconds: 60, pipeline: 1}).measure(ctx)
		if err != nil || !got.partial || got.requests != 3 {
			t.Errorf("got %+v, %v, want 3 requests, partial", got, err)
		}
		time.Sleep(10 * time.Millisecond) // the server's last answer
	})
}

func TestInterruptedRunGivesWhatThereIs(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &fakeServer{answer: func(n int, w io.Writer) error {
			time.Sleep(10 * time.Millisecond)
			return always("+OK\r\n")(n, w)
		}}
		ctx, cancel := context.WithTimeout(t.Context(), 55*time.Millisecond)
		defer cancel()
		got, err := s.run(t, "set", load{clients: 2, requests: 1000, pipeline: 1}).measure(ctx)
		if err != nil || !got.partial || got.requests != 10 || got.elapsed != 55*time.Millisecond {
			t.Errorf("got %+v, %v, want 10 requests in 55ms, partial", got, err)
		}
		time.Sleep(10 * time.Millisecond) // the server's last answers
		synctest.Wait()
		if s.open != 0 {
			t.Errorf("%d connections were left open", s.open)
		}
	})
}

func TestConnectionThatFailsEndsTheRun(t *testing.T) {
	refused := errors.New("refused")
	var got []net.Conn
	s := &fakeServer{}
	r := s.run(t, "set", load{clients: 3, requests: 10, pipeline: 1})
	r.dial = func(ctx context.Context) (net.Conn, error) {
		if len(got) == 2 {
			return nil, refused
		}
		near, _ := net.Pipe()
		got = append(got, near)
		return near, nil
	}
	if _, err := r.measure(t.Context()); err != refused {
		t.Errorf("got %v, want %v", err, refused)
	}
	for i, conn := range got {
		if _, err := conn.Write([]byte("x")); err != io.ErrClosedPipe {
			t.Errorf("connection %d was left open", i)
		}
	}
}

// A server may stop reading until its replies are taken: a pipeline that is larger
// than what lies between is written while they are read.
func TestLargePipelinesAreWrittenWhileRepliesAreRead(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &fakeServer{answer: always("$3\r\nxxx\r\n")}
		r := s.run(t, "get", load{clients: 2, requests: 20_000, pipeline: 5000, keyspace: 1000})
		got, err := r.measure(t.Context())
		if err != nil || got.requests != 20_000 {
			t.Errorf("got %d requests, %v, want 20000", got.requests, err)
		}
	})
}

func TestProgressIsReported(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &fakeServer{answer: func(n int, w io.Writer) error {
			time.Sleep(100 * time.Millisecond)
			return always("+OK\r\n")(n, w)
		}}
		r := s.run(t, "set", load{clients: 1, requests: 9, pipeline: 1})
		var got []string
		r.report = func(done int, elapsed time.Duration) { got = append(got, fmt.Sprint(done, elapsed)) }
		if _, err := r.measure(t.Context()); err != nil {
			t.Fatal(err)
		}
		// At 500ms the fifth reply may have come or not.
		if len(got) != 3 || got[0] != "2 250ms" || got[2] != "7 750ms" {
			t.Errorf("got %q, want 2 after 250ms and 7 after 750ms", got)
		}
	})
}
