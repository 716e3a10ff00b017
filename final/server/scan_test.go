package server

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"mini-redis/final/resp"
)

// execute executes commands on a connection of its own and returns the replies.
func execute(t tb, s *Server, commands ...[]string) (replies []resp.Reply) {
	t.Helper()
	var sent []byte
	for _, command := range commands {
		sent = resp.AppendCommand(sent, command...)
	}
	answer := resp.NewReplyReader(&serveAll(s, strings.NewReader(string(sent))).out)
	for range commands {
		r, err := answer.ReadReply()
		if err != nil {
			t.Fatal(err)
		}
		replies = append(replies, r)
	}
	return replies
}

// elements returns the elements of an array of bulk strings, sorted.
func elements(r resp.Reply) (all []string) {
	for _, element := range r.Array {
		all = append(all, element.Str)
	}
	slices.Sort(all)
	return all
}

// While no key comes or goes, an iteration with SCAN returns each key that KEYS
// returns, once, whatever COUNT is, and no reply has more keys than COUNT says.
func TestScanReturnsWhatKeysReturns(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := quietServer()
		for i := range rapid.IntRange(0, 300).Draw(t, "keys") {
			execute(t, s, []string{"SET", fmt.Sprint("key:", i), "v"})
		}
		pattern := rapid.SampledFrom([]string{"*", "key:*", "*[1-3]", "nosuch"}).Draw(t, "pattern")
		var found []string
		for cursor := "0"; ; {
			count := rapid.IntRange(1, 150).Draw(t, "count")
			r := execute(t, s, []string{"SCAN", cursor, "MATCH", pattern, "COUNT", strconv.Itoa(count)})[0]
			if len(r.Array[1].Array) > count {
				t.Fatalf("COUNT %d returned %d keys", count, len(r.Array[1].Array))
			}
			found = append(found, elements(r.Array[1])...)
			cursor = r.Array[0].Str
			if cursor == "0" {
				break
			}
		}
		slices.Sort(found)
		if want := elements(execute(t, s, []string{"KEYS", pattern})[0]); !slices.Equal(found, want) {
			t.Fatalf("SCAN returned %q, KEYS %q", found, want)
		}
	})
}

func TestScanForAnotherTypeGoesOnToItsEnd(t *testing.T) {
	s := quietServer()
	for i := range 100 {
		execute(t, s, []string{"SET", fmt.Sprint("key:", i), "v"})
	}
	first := execute(t, s, []string{"SCAN", "0", "TYPE", "hash"})[0]
	if cursor := first.Array[0].Str; cursor == "0" || len(first.Array[1].Array) != 0 {
		t.Errorf("got cursor %s and %d keys, want more to come and none", cursor, len(first.Array[1].Array))
	}
	last := execute(t, s, []string{"SCAN", "0", "TYPE", "hash", "COUNT", "100"})[0]
	if cursor := last.Array[0].Str; cursor != "0" {
		t.Errorf("got cursor %s, want 0: the call looks at all keys", cursor)
	}
}

// Any key may come, but no other name.
func TestRandomKeyReturnsEachKey(t *testing.T) {
	s := quietServer()
	execute(t, s, []string{"MSET", "a", "1", "b", "2", "c", "3"})
	seen := map[string]bool{}
	for range 1000 {
		seen[execute(t, s, []string{"RANDOMKEY"})[0].Str] = true
	}
	if len(seen) != 3 || !seen["a"] || !seen["b"] || !seen["c"] {
		t.Errorf("RANDOMKEY returned %v, want each of a, b and c", seen)
	}
}

// Negative cursors are taken modulo 2^64, as by C's strtoul.
func TestCursorsAreUnsigned(t *testing.T) {
	for text, want := range map[string]uint64{
		"18446744073709551615":  1<<64 - 1,
		"-1":                    1<<64 - 1,
		"-18446744073709551615": 1,
		"+007":                  7,
		"12\x00x":               12,
	} {
		if got, ok := parseCursor([]byte(text)); got != want || !ok {
			t.Errorf("%q is read as %d, %t, want %d", text, got, ok, want)
		}
	}
}
