package server

import (
	"fmt"
	"log/slog"
	"runtime"
	"slices"
	"strings"
	"testing"

	"mini-redis/final/resp"
)

// Of a long value there is one copy, that which the kernel makes. What the Reader has
// allocated before it knew that the value would arrive is about a seventh.
func TestLongValueIsKeptWithoutACopy(t *testing.T) {
	value := strings.Repeat("v", 1<<20)
	for _, command := range [][]string{
		{"SET", "k", value}, {"SET", "k", value, "EX", "100", "GET"}, {"SETEX", "k", "100", value},
		{"PSETEX", "k", "100000", value}, {"SETNX", "k", value}, {"GETSET", "k", value},
	} {
		const rounds = 10
		_, next := executor(t, string(resp.AppendCommand(nil, command...)))
		next()
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		for range rounds {
			next()
		}
		runtime.ReadMemStats(&after)
		if each := (after.TotalAlloc - before.TotalAlloc) / rounds; each > 1<<20*5/4 {
			t.Errorf("%s: %d bytes allocated for a value of 1 MB", command[0], each)
		}
	}
}

// What follows a long value in its pipeline, and the next long value, do not touch it.
func TestLongValuesStayAsTheyWereSent(t *testing.T) {
	var sent, want strings.Builder
	for i := range 10 {
		key, value := fmt.Sprint("k", i), strings.Repeat(fmt.Sprintf("%05d", i), 10_000*(i+1))
		command := []string{"SET", key, value}
		if i%2 == 1 {
			command = append(command, "EX", "100")
		}
		sent.Write(resp.AppendCommand(nil, command...))
		sent.WriteString(strings.Repeat("PING\r\n", i*i))
		want.WriteString("+OK\r\n" + strings.Repeat("+PONG\r\n", i*i))
	}
	for i := range 10 {
		sent.Write(resp.AppendCommand(nil, "GET", fmt.Sprint("k", i)))
		fmt.Fprintf(&want, "$%d\r\n%s\r\n", 50_000*(i+1), strings.Repeat(fmt.Sprintf("%05d", i), 10_000*(i+1)))
	}
	s := &Server{Logger: slog.New(slog.DiscardHandler)}
	got := serveAll(s, strings.NewReader(sent.String())).out.Bytes()
	if !slices.Equal(got, []byte(want.String())) {
		t.Errorf("%d bytes of replies, want %d, or others", len(got), want.Len())
	}
}
