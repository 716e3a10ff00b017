package server

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"mini-redis/final/resp"
)

// shape writes the arguments of COMMAND DOCS as text: of each its token, name, type and
// flags. Names of groups are left out, because those here are made of the names of
// their parts, and so are groups of one.
func shape(arguments resp.Reply) string {
	var all []string
	for _, a := range arguments.Array {
		text, flags := shapeOfOne(a)
		slices.Sort(flags)
		all = append(all, strings.Join(append([]string{text}, flags...), "/"))
	}
	return strings.Join(all, " ")
}

func shapeOfOne(argument resp.Reply) (text string, flags []string) {
	fields := entries(argument)
	switch parts := fields["arguments"]; {
	case len(parts.Array) == 1:
		text, flags = shapeOfOne(parts.Array[0])
	case len(parts.Array) > 1:
		text = fields["type"].Str + "(" + shape(parts) + ")"
	default:
		text = fields["name"].Str + ":" + fields["type"].Str
	}
	if token, ok := fields["token"]; ok {
		text = token.Str + "=" + text
	}
	if index, ok := fields["key_spec_index"]; ok {
		text += fmt.Sprint("#", index.Int)
	}
	for _, flag := range fields["flags"].Array {
		flags = append(flags, flag.Str)
	}
	return text, flags
}

// The arguments that COMMAND DOCS tells of have the shape that they have in Redis:
// clients make hints of them. Redis 7.0 documents none for COMMAND GETKEYS, and for CLIENT
// KILL the choices of SKIPME as one value.
func TestDocumentedArgumentsAreThoseOfRedis(t *testing.T) {
	bothProtocols(t, func(redis, server *client) {
		for _, cmd := range newTable() {
			for _, cmd := range append(visible(cmd.subcommands()), cmd) {
				compareDocs(t, cmd.name, entries(server.do("COMMAND", "DOCS", cmd.name))[cmd.name], entries(redis.do("COMMAND", "DOCS", cmd.name))[cmd.name])
			}
		}
	})
}

func compareDocs(t *testing.T, name string, got, want resp.Reply) {
	t.Helper()
	if got.Kind != want.Kind {
		t.Errorf("%s: the documentation is a %v, want a %v", name, got.Kind, want.Kind)
	}
	ours, theirs := entries(got), entries(want)
	for _, field := range []string{"since", "group"} {
		if g, w := ours[field].Str, theirs[field].Str; g != w && name != "pubsub|help" {
			t.Errorf("%s: %s is %q, want %q", name, field, g, w)
		}
	}
	if g, w := shape(ours["arguments"]), shape(theirs["arguments"]); g != w && name != "command|getkeys" && name != "client|kill" {
		t.Errorf("%s:\ngot  %s\nwant %s", name, g, w)
	}
}
