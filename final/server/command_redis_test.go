package server

import (
	"fmt"
	"maps"
	"net"
	"slices"
	"strings"
	"testing"

	"mini-redis/final/resp"
)

// dialRedis returns a client of a redis-server, if it is installed.
func dialRedis(t *testing.T) *client {
	t.Helper()
	conn, err := net.Dial("unix", startRedis(t))
	if err != nil {
		t.Fatal(err)
	}
	return newClient(t, conn)
}

// bothProtocols calls f with clients of a redis-server and of a Server, which speak
// RESP2, and again when they speak RESP3.
func bothProtocols(t *testing.T, f func(redis, server *client)) {
	t.Helper()
	redis, server := dialRedis(t), connect(t)
	for _, protocol := range []string{"2", "3"} {
		redis.do("HELLO", protocol)
		server.do("HELLO", protocol)
		f(redis, server)
	}
}

// entries returns the entries of a map, which in RESP2 is an array.
func entries(r resp.Reply) map[string]resp.Reply {
	m := map[string]resp.Reply{}
	for i := 0; i+1 < len(r.Array); i += 2 {
		m[r.Array[i].Str] = r.Array[i+1]
	}
	return m
}

// COMMAND INFO of each command is that of Redis, except that its containers have
// subcommands that do not exist here.
func TestCommandInfoIsThatOfRedis(t *testing.T) {
	bothProtocols(t, func(redis, server *client) {
		for name := range newTable() {
			compareCommand(t, server.do("COMMAND", "INFO", name).Array[0], redis.do("COMMAND", "INFO", name).Array[0])
		}
	})
}

// compareCommand compares elements of COMMAND INFO.
func compareCommand(t *testing.T, got, want resp.Reply) {
	t.Helper()
	if len(got.Array) != 10 || len(want.Array) != 10 {
		t.Fatalf("got %v, want %v", got, want)
	}
	name := want.Array[0].Str
	for i := range 9 {
		if g, w := fmt.Sprint(got.Array[i]), fmt.Sprint(want.Array[i]); g != w {
			t.Errorf("%s, element %d:\ngot  %v\nwant %v", name, i, g, w)
		}
	}
	ours, theirs := got.Array[9], want.Array[9]
	if ours.Kind != theirs.Kind {
		t.Errorf("%s: subcommands are a %v, want a %v", name, ours.Kind, theirs.Kind)
	}
	byName := map[string]resp.Reply{}
	for _, sub := range theirs.Array {
		byName[sub.Array[0].Str] = sub
	}
	for _, sub := range ours.Array {
		compareCommand(t, sub, byName[sub.Array[0].Str])
	}
	if len(theirs.Array) > 0 && len(ours.Array) < 2 {
		t.Errorf("%s has %d subcommands", name, len(ours.Array))
	}
}

// COMMAND, COMMAND COUNT, COMMAND LIST and COMMAND DOCS tell of the same commands, and
// of all of them but the hidden ones.
func TestAllListsOfCommandsAgree(t *testing.T) {
	c := connect(t)
	var want, all []string
	for name, cmd := range newTable() {
		want, all = append(want, name), append(all, name)
		for _, sub := range visible(cmd.subcommands()) {
			all = append(all, sub.name)
		}
	}
	slices.Sort(want)
	if got := int(c.do("COMMAND", "COUNT").Int); got != len(want) {
		t.Errorf("COMMAND COUNT tells %d, want %d", got, len(want))
	}
	var names []string
	for _, r := range c.do("COMMAND").Array {
		names = append(names, r.Array[0].Str)
	}
	if !slices.Equal(names, want) {
		t.Errorf("COMMAND lists %q, want %q", names, want)
	}
	if got := slices.Sorted(maps.Keys(entries(c.do("COMMAND", "DOCS")))); !slices.Equal(got, want) {
		t.Errorf("COMMAND DOCS lists %q, want %q", got, want)
	}
	listed := strings.Fields(strings.Trim(show(c.do("COMMAND", "LIST")), "[]"))
	slices.Sort(listed)
	slices.Sort(all)
	if !slices.Equal(listed, all) {
		t.Errorf("COMMAND LIST lists %q, want %q", listed, all)
	}
	if slices.Contains(all, "client|setinfo") {
		t.Error("a hidden command is listed")
	}
	c.raw(pipeline("COMMAND INFO client|setinfo", "COMMAND DOCS client|setinfo"))
	c.want("[null]", "[]")
}

// Filtering by a category of Redis's access control lists keeps of our commands those
// that Redis keeps.
func TestCategoriesHaveTheCommandsThatRedisHas(t *testing.T) {
	redis, server := dialRedis(t), connect(t)
	for _, category := range []string{"keyspace", "read", "write", "string", "pubsub", "admin", "fast", "slow", "dangerous", "connection", "CONNECTION"} {
		in := map[string]bool{}
		for _, r := range redis.do("COMMAND", "LIST", "FILTERBY", "ACLCAT", category).Array {
			in[r.Str] = true
		}
		got := server.do("COMMAND", "LIST", "FILTERBY", "ACLCAT", category).Array
		if len(got) == 0 {
			t.Errorf("%s has no command", category)
		}
		for _, r := range got {
			if !in[r.Str] {
				t.Errorf("%s has %s, unlike in Redis", category, r.Str)
			}
			delete(in, r.Str)
		}
		for _, r := range server.do("COMMAND", "LIST").Array {
			if in[r.Str] {
				t.Errorf("%s lacks %s, unlike in Redis", category, r.Str)
			}
		}
	}
}
