package main

import (
	"slices"
	"strings"
	"testing"

	"mini-redis/final/resp"
)

func TestWorkloadsAreTheCommandsTheyAreNamedFor(t *testing.T) {
	want := map[string]string{
		"PING_MBULK":     "PING",
		"SET":            "SET key:__rand_int__ xxxx",
		"GET":            "GET key:__rand_int__",
		"INCR":           "INCR counter:__rand_int__",
		"PUBLISH":        "PUBLISH channel:__rand_int__ xxxx",
		"MSET (10 keys)": "MSET" + strings.Repeat(" key:__rand_int__ xxxx", 10),
	}
	for _, w := range allWorkloads(4) {
		if w.name == "PING_INLINE" {
			if string(w.command) != "PING\r\n" {
				t.Errorf("PING_INLINE sends %q", w.command)
			}
			continue
		}
		if want := resp.AppendCommand(nil, strings.Fields(want[w.name])...); !slices.Equal(w.command, want) {
			t.Errorf("%s sends %q, want %q", w.name, w.command, want)
		}
		delete(want, w.name)
	}
	if len(want) > 0 {
		t.Errorf("not among the workloads: %v", want)
	}
}

func TestWorkloadsAreMeasuredInTheOrderAskedFor(t *testing.T) {
	got, err := selectWorkloads(" get,PING, set", 1)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, w := range got {
		names = append(names, w.flag)
	}
	if want := []string{"get", "ping_inline", "ping_mbulk", "set"}; !slices.Equal(names, want) {
		t.Errorf("got %q, want %q", names, want)
	}
}
