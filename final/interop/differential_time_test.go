package interop

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// onBoth gives f a connection to each server in turn and returns the two results.
func onBoth[V any](t rapid.TB, redis, final *server, f func(c *runConn) (V, error)) (a, b V) {
	t.Helper()
	results := make([]V, 2)
	for i, s := range []*server{redis, final} {
		c, err := connect(s)
		if err != nil {
			t.Fatal(err)
		}
		results[i], err = f(c)
		c.net.Close()
		if err != nil {
			t.Fatalf("%s: %v", s.name, err)
		}
	}
	return results[0], results[1]
}

// A key whose time has come is missing for every command, whichever is the first
// to find it.
func TestDifferentialExpiredKeysAreMissing(t *testing.T) {
	redis, final := startRedis(t), startFinal(t)
	var commands []command
	for _, line := range []string{
		"GET k", "STRLEN k", "EXISTS k", "TOUCH k", "TYPE k", "TTL k", "PTTL k", "EXPIRETIME k", "PEXPIRETIME k", "PERSIST k", "EXPIRE k 100", "EXPIRE k 100 XX", "PEXPIREAT k 1",
		"DEL k", "UNLINK k", "GETDEL k", "GETEX k PERSIST", "GETSET k v", "SET k v XX", "SET k v NX GET", "SET k v KEEPTTL", "SETNX k v", "MSETNX k v", "MGET k k", "APPEND k v", "INCR k", "DECRBY k 5",
		"INCRBYFLOAT k 0.5", "GETRANGE k 0 -1", "SETRANGE k 2 v", "SUBSTR k 0 0", "RENAME k l", "RENAMENX k l", "COPY k l", "KEYS k", "SCAN 0 MATCH k COUNT 10000", "RANDOMKEY",
	} {
		commands = append(commands, strings.Fields(line))
	}
	for _, args := range commands {
		a, b := onBoth(t, redis, final, func(c *runConn) (string, error) {
			_, err := c.ask(command{"FLUSHALL"}, command{"SET", "k", "1", "PX", "1"}, command{"SET", "witness", "1", "PX", "5"})
			for err == nil { // until it is later than both deadlines
				var frames []frame
				if frames, err = c.ask(command{"PTTL", "witness"}); err == nil && frames[0].text == "-2" {
					break
				}
			}
			if err != nil {
				return "", err
			}
			frames, err := c.ask(args, command{"EXISTS", "k", "l"}, command{"TTL", "k"}, command{"GET", "k"})
			return raw(frames), err
		})
		if a != b {
			t.Errorf("%v, then EXISTS k l, TTL k and GET k\nredis %q\nfinal %q", args, a, b)
		}
	}
}

// iterate runs a whole iteration of SCAN and returns what it saw. between is called
// between the calls.
func iterate(c *runConn, options []string, between func() error) (map[string]bool, error) {
	seen := map[string]bool{}
	for cursor := "0"; ; {
		frames, err := c.ask(append(command{"SCAN", cursor}, options...))
		if err != nil || len(frames[0].elems) != 2 {
			return nil, fmt.Errorf("SCAN %s %q: %.200q, %w", cursor, options, raw(frames), err)
		}
		for _, name := range frames[0].elems[1].strings() {
			seen[name] = true
		}
		if cursor = frames[0].elems[0].text; cursor == "0" {
			return seen, nil
		}
		if err := between(); err != nil {
			return nil, err
		}
	}
}

// A whole iteration of SCAN sees the same set of keys in both servers, whatever its
// steps are.
func TestDifferentialScanIterationsSeeTheSame(t *testing.T) {
	redis, final := startRedis(t), startFinal(t)
	rapid.Check(t, func(t *rapid.T) {
		d := drawer{t: t}
		mset := command{"MSET", "k", "v"}
		for i := range d.upTo(pick(d, 10, 100, 500)) {
			mset = append(mset, fmt.Sprint(pick(d, "key:", "k", "", "x"), i), "v")
		}
		options := []string{"COUNT", strconv.Itoa(1 + d.upTo(pick(d, 3, 20, 200)))}
		if d.oneIn(2) {
			options = append(options, "MATCH", pick(d, "k*", "*1*", "key:?", "nosuch", "[0-5]*", d.glob()))
		}
		if d.oneIn(3) {
			options = append(options, "TYPE", pick(d, "string", "hash"))
		}
		a, b := onBoth(t, redis, final, func(c *runConn) (map[string]bool, error) {
			if _, err := c.ask(command{"FLUSHALL"}, mset); err != nil {
				return nil, err
			}
			return iterate(c, options, func() error { return nil })
		})
		if !maps.Equal(a, b) {
			t.Fatalf("%v\nSCAN %q\nredis %q\nfinal %q", mset, options, slices.Sorted(maps.Keys(a)), slices.Sorted(maps.Keys(b)))
		}
	})
}

// Keys that exist during all of an iteration of SCAN are seen by it, in both
// servers, whatever happens to others meanwhile.
func TestDifferentialScanSeesWhatStays(t *testing.T) {
	redis, final := startRedis(t), startFinal(t)
	rapid.Check(t, func(t *rapid.T) {
		d := drawer{t: t}
		stay := 1 + d.upTo(300)
		mset := command{"MSET"}
		for i := range stay {
			mset = append(mset, fmt.Sprint("stay:", i), "v", fmt.Sprint("go:", i), "v")
		}
		var meanwhile []command
		for range d.upTo(10) {
			i := d.upTo(stay)
			meanwhile = append(meanwhile, pick(d, command{"DEL", fmt.Sprint("go:", i), fmt.Sprint("go:", i+1)}, command{"SET", fmt.Sprint("come:", i), "v"},
				command{"RENAME", fmt.Sprint("go:", i), fmt.Sprint("come:", i)}, command{"PEXPIRE", fmt.Sprint("go:", i), "1"}, command{"MSET", fmt.Sprint("go:", i), "v", fmt.Sprint("come:", i), "v"}))
		}
		options := []string{"COUNT", strconv.Itoa(1 + d.upTo(50))}
		a, b := onBoth(t, redis, final, func(c *runConn) (missed int, err error) {
			if _, err := c.ask(command{"FLUSHALL"}, mset); err != nil {
				return 0, err
			}
			calls := 0
			seen, err := iterate(c, options, func() (err error) {
				if calls < len(meanwhile) {
					_, err = c.ask(meanwhile[calls])
				}
				calls++
				return err
			})
			for i := range stay {
				if err == nil && !seen[fmt.Sprint("stay:", i)] {
					missed++
				}
			}
			return missed, err
		})
		if a != 0 || b != 0 {
			t.Fatalf("%d of %d keys were missed by redis, %d by final", a, stay, b)
		}
	})
}

// SHUTDOWN ends the connection without a reply and the process with code 0; what
// is wrong is refused, and the process lives.
func TestDifferentialShutdown(t *testing.T) {
	for _, line := range []string{"SHUTDOWN", "shutdown NOSAVE", "SHUTDOWN now", "SHUTDOWN FORCE", "SHUTDOWN NOSAVE NOW FORCE", "SHUTDOWN NOW NOW"} {
		redis, final := startRedis(t), startFinal(t)
		refused := []command{{"SHUTDOWN", "foo"}, {"SHUTDOWN", "ABORT"}, {"SHUTDOWN", "SAVE", "NOSAVE"}, {"SHUTDOWN", "NOSAVE", "SAVE"}, {"SHUTDOWN", "ABORT", "NOW"}, {"SHUTDOWN", "NOW", "ABORT"}, {"SHUTDOWN", "NOSAVE", ""}}
		a, b := onBoth(t, redis, final, func(c *runConn) (string, error) {
			frames, err := c.ask(append(refused, command{"PING"})...)
			if err != nil {
				return "", err
			}
			_, err = c.ask(strings.Fields(line))
			return raw(frames) + fmt.Sprint(err), nil
		})
		if a != b {
			t.Errorf("%v, then PING and %s\nredis %q\nfinal %q", refused, line, a, b)
		}
		for _, s := range []*server{redis, final} {
			start := time.Now()
			if s.waitExit(); s.err != nil {
				t.Errorf("%s ended with %v %v after %s", s.name, s.err, time.Since(start), line)
			}
		}
	}
}
