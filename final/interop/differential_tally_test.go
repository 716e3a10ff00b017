package interop

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
)

// A tally counts the commands that were compared and found equal.
type tally struct {
	count map[string]*tallied // by name, or name and subcommand
	sum   int
}

type tallied struct {
	fine, failed int // replies that were no errors, and errors
}

func (y *tally) add(sc scenario, t *transcript) {
	if y.count == nil {
		y.count = map[string]*tallied{}
	}
	for i, s := range sc.steps {
		if t.replies[i].end == "was closed before" {
			continue
		}
		y.sum++
		name := tallyName(s.args)
		if y.count[name] == nil {
			y.count[name] = &tallied{}
		}
		failed := slices.ContainsFunc(t.replies[i].frames, frame.isError)
		if failed {
			y.count[name].failed++
		} else {
			y.count[name].fine++
		}
	}
}

func (y *tally) total() int { return y.sum }

// tallyName is the name under which a command counts: with the subcommand if it is
// in scope.
func tallyName(args command) string {
	name := strings.ToLower(args[0])
	if slices.Contains([]string{"client", "command", "config", "pubsub"}, name) && len(args) > 1 {
		if full := name + " " + strings.ToLower(args[1]); slices.Contains(scope(), full) {
			return full
		}
		return name
	}
	if !slices.Contains(scope(), name) {
		return "(unknown)"
	}
	return name
}

// scope is every command and subcommand that must have been compared.
func scope() []string {
	names := strings.Fields(`ping echo quit select hello auth reset
		client client_id client_getname client_setname client_info client_list client_kill client_reply client_no-evict
		command command_count command_list command_info command_getkeys command_docs
		get set getex getdel getset setnx setex psetex mget mset msetnx append strlen getrange substr setrange
		incr decr incrby decrby incrbyfloat
		del unlink exists touch type keys scan randomkey rename renamenx copy dbsize flushdb flushall
		expire pexpire expireat pexpireat ttl pttl expiretime pexpiretime persist
		subscribe unsubscribe psubscribe punsubscribe publish pubsub pubsub_channels pubsub_numsub pubsub_numpat
		info config config_get config_set config_resetstat time (unknown)`)
	for i := range names {
		names[i] = strings.ReplaceAll(names[i], "_", " ")
	}
	return names
}

// report prints the counts and fails the test if one is too low.
func (y *tally) report(t *testing.T, floor int) {
	t.Helper()
	var b strings.Builder
	fmt.Fprintf(&b, "%d commands compared; of each, replies and error replies:\n", y.sum)
	for _, name := range slices.Sorted(maps.Keys(y.count)) {
		fmt.Fprintf(&b, "%-20s %6d %6d\n", name, y.count[name].fine, y.count[name].failed)
	}
	t.Log(b.String())
	if t.Failed() {
		return // not all suites ran to their end
	}
	if y.sum < floor {
		t.Errorf("%d commands compared, want at least %d", y.sum, floor)
	}
	for _, name := range scope() {
		if n := y.count[name]; n == nil || n.fine+n.failed < floor/5000 {
			t.Errorf("%s was compared too seldom", name)
		}
	}
}
