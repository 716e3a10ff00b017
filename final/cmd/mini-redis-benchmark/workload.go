package main

import (
	"fmt"
	"strings"

	"mini-redis/final/resp"
)

// randomDigits stands in a key for the number that -r varies.
const randomDigits = "__rand_int__"

// A workload is a command that is measured.
type workload struct {
	flag    string // what -t calls it
	name    string // what the results call it, as redis-benchmark does
	command []byte // as sent; numbers to vary are randomDigits
	reply   byte   // the first byte of its replies
}

// allWorkloads returns what can be measured with values of the given size in bytes.
func allWorkloads(size int) []workload {
	value := strings.Repeat("x", size)
	encoded := func(args ...string) []byte { return resp.AppendCommand(nil, args...) }
	pairs := []string{"MSET"}
	for range 10 {
		pairs = append(pairs, "key:"+randomDigits, value)
	}
	return []workload{
		{"ping_inline", "PING_INLINE", []byte("PING\r\n"), '+'},
		{"ping_mbulk", "PING_MBULK", encoded("PING"), '+'},
		{"set", "SET", encoded("SET", "key:"+randomDigits, value), '+'},
		{"get", "GET", encoded("GET", "key:"+randomDigits), '$'},
		{"incr", "INCR", encoded("INCR", "counter:"+randomDigits), ':'},
		{"publish", "PUBLISH", encoded("PUBLISH", "channel:"+randomDigits, value), ':'},
		{"mset", "MSET (10 keys)", encoded(pairs...), '+'},
	}
}

// selectWorkloads returns the workloads in a list such as "set,get", in its order.
// Like redis-benchmark it takes ping for both kinds of PING.
func selectWorkloads(list string, size int) ([]workload, error) {
	all := allWorkloads(size)
	var names []string
	for name := range strings.SplitSeq(strings.ToLower(list), ",") {
		if name = strings.TrimSpace(name); name == "ping" {
			names = append(names, "ping_inline", "ping_mbulk")
		} else {
			names = append(names, name)
		}
	}
	var selected []workload
	taken := map[string]bool{}
	for _, name := range names {
		w, ok := findWorkload(all, name)
		switch {
		case !ok:
			return nil, fmt.Errorf("-t does not know %q; it knows ping, %s", name, flagsOf(all))
		case taken[name]:
			return nil, fmt.Errorf("-t has %s twice", name)
		}
		taken[name] = true
		selected = append(selected, w)
	}
	return selected, nil
}

func findWorkload(all []workload, flag string) (workload, bool) {
	for _, w := range all {
		if w.flag == flag {
			return w, true
		}
	}
	return workload{}, false
}

// flagsOf lists what -t calls the workloads.
func flagsOf(all []workload) string {
	var names []string
	for _, w := range all {
		names = append(names, w.flag)
	}
	return strings.Join(names, ", ")
}
