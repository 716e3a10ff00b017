package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"mini-redis/final/resp"
)

// samplePause lies between two samples.
const samplePause = 10 * time.Millisecond

// latencies sums up the times that requests took.
type latencies struct {
	count           int
	min, max, total time.Duration
}

func (l *latencies) add(d time.Duration) {
	if l.count == 0 || d < l.min {
		l.min = d
	}
	l.max = max(l.max, d)
	l.total += d
	l.count++
}

func (l *latencies) mean() time.Duration { return l.total / time.Duration(max(l.count, 1)) }

// milliseconds returns d with two decimals.
func milliseconds(d time.Duration) string {
	return fmt.Sprintf("%.2f", float64(d)/float64(time.Millisecond))
}

// text returns the figures in milliseconds: for a person, as JSON, or as four words or
// the columns of a row, least, greatest, mean and number.
func (l *latencies) text(format int) string {
	least, most, mean := milliseconds(l.min), milliseconds(l.max), milliseconds(l.mean())
	switch format {
	case formatPerson:
		return fmt.Sprintf("min: %s, max: %s, avg: %s (%d samples)", least, most, mean, l.count)
	case formatCSV:
		return fmt.Sprintf("%s,%s,%s,%d", least, most, mean, l.count)
	case formatJSON:
		return fmt.Sprintf(`{"min": %s, "max": %s, "avg": %s, "count": %d}`, least, most, mean, l.count)
	}
	return fmt.Sprintf("%s %s %s %d", least, most, mean, l.count)
}

// measureLatency measures how long PING takes. For a person it rewrites one line
// until Ctrl-C; otherwise it prints one line after the interval, or a second.
func (s *session) measureLatency(ctx context.Context) error {
	stop, err := s.connectFirst(ctx)
	if err != nil {
		return err
	}
	defer stop()
	live := s.stdoutIsTerminal && s.format == formatPerson
	if !live {
		length := s.interval
		if length == 0 {
			length = time.Second
		}
		limited, cancel := context.WithTimeout(ctx, length)
		defer cancel()
		return s.sample(ctx, limited, live)
	}
	return s.sample(ctx, ctx, live)
}

// sample sends PING until limited ends, or ctx, which Ctrl-C ends. An error reply is
// no sample but an error.
func (s *session) sample(ctx, limited context.Context, live bool) error {
	var l latencies
	for {
		started := time.Now()
		reply, err := s.link.ask("PING")
		switch {
		case err != nil && ctx.Err() == nil:
			return serverClosed(err)
		case err == nil && reply.Kind == resp.KindError:
			return errors.New("PING: " + reply.Str)
		}
		if err != nil {
			break
		}
		l.add(time.Since(started))
		if live {
			if _, err := fmt.Fprint(s.stdout, "\r\x1b[K"+l.text(s.format)); err != nil {
				return err
			}
		}
		if !pause(limited, samplePause) {
			break
		}
	}
	if live {
		return nil
	}
	_, err := fmt.Fprintln(s.stdout, l.text(s.format))
	return err
}
