package interop

import (
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
)

// A rule says in what the replies to a command may differ.
type rule struct {
	command string // the name, and the subcommand if the rule is for one
	reason  string

	// same is given replies that differ and are no errors, and says in what they
	// do that they should not; timed as in [difference].
	same func(ctx *comparison, redis, final []frame) (why string, timed bool)
}

// rules are all the differences that are no faults, with two more: [inOrder], for
// all messages, and CLIENT SETINFO, which redis-server 7.0 lacks and is therefore
// left out. Replies that no rule is about are equal byte for byte, and error
// replies always are.
func rules() []rule {
	return []rule{
		{"ttl", "time passes: equal seconds, at least when repeated", sameSecond},
		{"expiretime", "time passes: equal seconds, at least when repeated", sameSecond},
		{"pttl", "time passes: equal but for the time it took", sameMillisecond},
		{"pexpiretime", "time passes: equal but for the time it took", sameMillisecond},
		{"time", "time passes: equal within a minute", sameTime},
		{"keys", "no order: equal as sets", sameSet},
		{"pubsub channels", "no order: equal as sets", sameSet},
		{"scan", "no order and own cursors: the iteration that began is complete in both or in none, and then equal as sets", sameScan},
		{"randomkey", "random: a key of the keyspace", sameMembership},
		{"unsubscribe", "without arguments, no order of channels: equal as sets, with equal counts in order", sameUnsubscribed},
		{"punsubscribe", "without arguments, no order of patterns: equal as sets, with equal counts in order", sameUnsubscribed},
		{"client id", "ids differ: those of the connection", sameID},
		{"hello", "ids differ: those of the connection; all else equal", sameHello},
		{"client info", "ids, addresses, times and sizes of memory differ: fields and other values equal", sameClients},
		{"client list", "ids, addresses, times and sizes of memory differ: fields and other values equal, of the scenario's connections", sameClients},
		{"info", "sections and fields of what final lacks, figures of processes: see infoStable", sameInfo},
		{"command", "final has fewer commands, flags have no order: those of final are equal", sameCommands},
		{"command info", "flags have no order, final has fewer subcommands: those of final are equal", sameCommands},
		{"command count", "final has fewer commands", fewer},
		{"command list", "final has fewer commands: a subset", sameSubset},
		{"command docs", "the texts are final's own, final has fewer: the names of those it has", sameDocs},
		{"config get", "final has fewer parameters, no order: equal values but for what configMayDiffer allows", sameConfig},
	}
}

// ruleFor returns the rule for a command, nil if its replies are equal.
func ruleFor(args command) *rule {
	if len(args) == 0 {
		return nil
	}
	name := strings.ToLower(args[0])
	var sub string
	if len(args) > 1 {
		sub = name + " " + strings.ToLower(args[1])
	}
	for _, r := range rules() {
		if r.command == sub || r.command == name && (name != "command" || len(args) == 1) {
			return &r
		}
	}
	return nil
}

func sameSecond(ctx *comparison, redis, final []frame) (string, bool) {
	return "seconds differ", ctx.near(redis[0], final[0], time.Second)
}

func sameMillisecond(ctx *comparison, redis, final []frame) (string, bool) {
	if !ctx.near(redis[0], final[0], time.Millisecond) {
		return "milliseconds differ", false
	}
	return "", false
}

func sameTime(ctx *comparison, redis, final []frame) (string, bool) {
	var at [2]time.Time
	for i, f := range []frame{redis[0], final[0]} {
		if f.kind != '*' || len(f.elems) != 2 || f.elems[0].kind != '$' || f.elems[1].kind != '$' {
			return "not two bulk strings", false
		}
		seconds, err1 := strconv.ParseInt(f.elems[0].text, 10, 64)
		micros, err2 := strconv.ParseInt(f.elems[1].text, 10, 64)
		if err1 != nil || err2 != nil || micros < 0 || micros > 999999 {
			return "not seconds and microseconds", false
		}
		at[i] = time.Unix(seconds, micros*1000)
	}
	if at[0].Sub(at[1]).Abs() > time.Minute {
		return "the times differ", false
	}
	return "", false
}

func sameSet(ctx *comparison, redis, final []frame) (string, bool) {
	if redis[0].kind != final[0].kind || !slices.Equal(slices.Sorted(slices.Values(redis[0].raws())), slices.Sorted(slices.Values(final[0].raws()))) {
		return "not the same set", false
	}
	return "", false
}

// sameScan compares one SCAN. Only one that begins and ends an iteration says
// what the keys are.
func sameScan(ctx *comparison, redis, final []frame) (string, bool) {
	for _, f := range []frame{redis[0], final[0]} {
		if f.kind != '*' || len(f.elems) != 2 || f.elems[0].kind != '$' || f.elems[1].kind != '*' {
			return "not a cursor and an array", false
		}
		if _, err := strconv.ParseUint(f.elems[0].text, 10, 64); err != nil {
			return "not a cursor", false
		}
	}
	complete := ctx.step.args[1] == "0" && redis[0].elems[0].text == "0" && final[0].elems[0].text == "0"
	if !complete {
		return "", false
	}
	if !maps.Equal(set(redis[0].elems[1]), set(final[0].elems[1])) {
		return "not the same keys", false
	}
	return "", false
}

func set(f frame) map[string]bool {
	all := map[string]bool{}
	for _, raw := range f.raws() {
		all[raw] = true
	}
	return all
}

// sameMembership expects the reply to KEYS * behind that to RANDOMKEY.
func sameMembership(ctx *comparison, redis, final []frame) (string, bool) {
	for _, frames := range [][]frame{redis, final} {
		if len(frames) != 2 || frames[0].kind != '$' || !set(frames[1])[frames[0].raw] {
			return "not one of the keys", false
		}
	}
	return sameSet(ctx, redis[1:], final[1:])
}

func sameUnsubscribed(ctx *comparison, redis, final []frame) (string, bool) {
	if len(ctx.step.args) != 1 {
		return "not equal, with arguments", false
	}
	var names [2]map[string]bool
	var counts [2]string
	for i, frames := range [][]frame{redis, final} {
		names[i] = map[string]bool{}
		for _, f := range frames {
			if len(f.elems) != 3 {
				return "not three elements", false
			}
			names[i][f.elems[1].raw] = true
			counts[i] += string(f.kind) + f.elems[0].raw + f.elems[2].raw
		}
	}
	if counts[0] != counts[1] || !maps.Equal(names[0], names[1]) {
		return "names or counts differ", false
	}
	return "", false
}

func sameID(ctx *comparison, redis, final []frame) (string, bool) {
	a, b := ctx.redis.conns[ctx.step.conn], ctx.final.conns[ctx.step.conn]
	if redis[0].raw != ":"+a.id+"\r\n" || final[0].raw != ":"+b.id+"\r\n" {
		return "not the id it had", false
	}
	return "", false
}

// withoutID removes the connection's id from replies to HELLO.
func withoutID(answers string) string {
	return regexp.MustCompile(`\$2\r\nid\r\n:\d+\r\n`).ReplaceAllString(answers, "id")
}

func sameHello(ctx *comparison, redis, final []frame) (string, bool) {
	a, b := ctx.redis.conns[ctx.step.conn], ctx.final.conns[ctx.step.conn]
	of := func(raw, id string) bool { return id == "" || strings.Contains(raw, "\r\nid\r\n:"+id+"\r\n") }
	if withoutID(redis[0].raw) != withoutID(final[0].raw) || !of(redis[0].raw, a.id) || !of(final[0].raw, b.id) {
		return "not only the id", false
	}
	return "", false
}
