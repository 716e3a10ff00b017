package main

import (
	"bytes"
	"strconv"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"mini-redis/final/resp"
)

// Whatever is taken from a batch is whole commands, those of the workload but for
// their numbers, and every number is below the keyspace.
func TestKeysStayWithinTheKeyspace(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := rapid.SampledFrom(allWorkloads(rapid.IntRange(1, 50).Draw(t, "size"))).Draw(t, "workload")
		keyspace := rapid.Uint64Range(0, 1_000_000_000_000).Draw(t, "keyspace")
		if rapid.Bool().Draw(t, "few keys") {
			keyspace %= 20
		}
		size := rapid.IntRange(1, 20).Draw(t, "pipeline")
		b := newBatch(w.command, size, keyspace, rapid.Uint64().Draw(t, "seed"))
		template := commands(t, w.command)[0]
		for range 3 {
			n := rapid.IntRange(1, size).Draw(t, "n")
			got := commands(t, b.take(n))
			if len(got) != n {
				t.Fatalf("got %d commands, want %d", len(got), n)
			}
			for _, command := range got {
				checkCommand(t, command, template, max(keyspace, 1))
			}
		}
	})
}

func commands(t *rapid.T, b []byte) (list [][]string) {
	r := resp.NewReader(bytes.NewReader(b))
	for {
		args, err := r.ReadCommand()
		if err != nil {
			if r.Buffered() > 0 {
				t.Fatalf("%q: %v", b, err)
			}
			return list
		}
		var command []string
		for _, arg := range args {
			command = append(command, string(arg))
		}
		list = append(list, command)
	}
}

func checkCommand(t *rapid.T, got, template []string, keyspace uint64) {
	if len(got) != len(template) {
		t.Fatalf("got %q, want it like %q", got, template)
	}
	for i, arg := range template {
		prefix, varies := strings.CutSuffix(arg, randomDigits)
		digits, ok := strings.CutPrefix(got[i], prefix)
		if !ok || !varies && digits != "" {
			t.Fatalf("got %q, want it like %q", got, template)
		}
		if number, err := strconv.ParseUint(digits, 10, 64); varies && (err != nil || len(digits) != 12 || number >= keyspace) {
			t.Fatalf("got the number %q, want 12 digits below %d", digits, keyspace)
		}
	}
}

func TestEveryKeyIsDrawn(t *testing.T) {
	w, _ := findWorkload(allWorkloads(3), "get")
	b, drawn := newBatch(w.command, 7, 11, 1), map[string]bool{}
	for range 100 {
		for command := range bytes.SplitAfterSeq(b.take(7), []byte("*")) {
			if at := bytes.Index(command, []byte("key:")); at >= 0 {
				drawn[string(command[at:at+16])] = true
			}
		}
	}
	if len(drawn) != 11 || !drawn["key:000000000000"] || !drawn["key:000000000010"] {
		t.Errorf("got %d keys, want 11: %v", len(drawn), drawn)
	}
}

func TestSeedsTellBatchesApart(t *testing.T) {
	w, _ := findWorkload(allWorkloads(3), "get")
	draw := func(seed uint64) string { return string(newBatch(w.command, 10, 1_000_000, seed).take(10)) }
	first := draw(1)
	if draw(1) != first {
		t.Error("the same seed draws other keys")
	}
	if draw(2) == first {
		t.Error("different seeds draw the same keys")
	}
}

func TestOneKeyNeedsNoCopies(t *testing.T) {
	w, _ := findWorkload(allWorkloads(3), "set")
	for _, keyspace := range []uint64{0, 1} {
		b := newBatch(w.command, 2, keyspace, 1)
		want := "*3\r\n$3\r\nSET\r\n$16\r\nkey:000000000000\r\n$3\r\nxxx\r\n"
		if got := string(b.take(2)); got != want+want {
			t.Errorf("-r %d: got %q", keyspace, got)
		}
	}
}
