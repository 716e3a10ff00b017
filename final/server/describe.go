package server

import (
	"bytes"
	"cmp"
	"iter"
)

func byName(a, b *command) int { return cmp.Compare(a.name, b.name) }

// splitName returns the parts of a command's name, between the bars.
func splitName(name []byte) iter.Seq[[]byte] { return bytes.SplitSeq(name, []byte("|")) }

// lowerCase returns b with its ASCII letters in lower case.
func lowerCase(b []byte) string {
	lower := make([]byte, len(b))
	for i := range b {
		lower[i] = toLower(b[i])
	}
	return string(lower)
}

// flagNames returns the flags of COMMAND INFO, in the order of Redis.
func (cmd *command) flagNames() []string {
	return chosen(cmd.flags, []choice{
		{write, "write"}, {readonly, "readonly"}, {denyOOM, "denyoom"}, {admin, "admin"}, {pubSub, "pubsub"},
		{noScript, "noscript"}, {loading, "loading"}, {stale, "stale"}, {fast, "fast"}, {noAuth, "no_auth"},
		{noMulti, "no_multi"}, {allowBusy, "allow_busy"},
	})
}

type choice struct {
	flag flags
	name string
}

// chosen returns the names of the flags that are set.
func chosen(set flags, choices []choice) []string {
	var names []string
	for _, c := range choices {
		if set&c.flag != 0 {
			names = append(names, c.name)
		}
	}
	return names
}

// categories returns the ACL categories of a command, in the order of Redis. Most
// follow from flags and group (Redis 7.0: setImplicitACLCategories).
func (cmd *command) categories() []string {
	var names []string
	add := func(in bool, name string) {
		if in {
			names = append(names, name)
		}
	}
	has := func(f flags) bool { return cmd.flags&f != 0 }
	leaf := cmd.run != nil // containers are only fast or slow
	onKeyspace := cmd.group == groupGeneric || cmd.group == groupServer && has(write|readonly)
	add(leaf && onKeyspace, "keyspace")
	add(has(readonly), "read")
	add(has(write), "write")
	add(leaf && cmd.group == groupString, "string")
	add(has(pubSub), "pubsub")
	add(has(admin), "admin")
	add(has(fast), "fast")
	add(!has(fast), "slow")
	add(has(admin|dangerous), "dangerous")
	add(leaf && (cmd.group == groupConnection || has(inConnection)), "connection")
	return names
}

// keyRange returns the first and the last argument that is a key, and the step
// between keys; zeros if there is none.
func (cmd *command) keyRange() (first, last, step int) {
	for i, spec := range cmd.keys {
		if i == 0 {
			first, step = spec.first, spec.step
		}
		last = spec.last
	}
	return first, last, step
}

// of returns the keys among the arguments of a call.
func (spec keySpec) of(call [][]byte) (keys [][]byte) {
	last := spec.last
	if last < 0 {
		last += len(call)
	}
	for i := spec.first; i <= last; i += spec.step {
		keys = append(keys, call[i])
	}
	return keys
}
