package interop

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// sameCommands compares COMMAND and COMMAND INFO: each entry of final with the
// entry of this name.
func sameCommands(ctx *comparison, redis, final []frame) (string, bool) {
	theirs := map[string]frame{}
	for _, f := range redis[0].elems {
		if len(f.elems) > 0 {
			theirs[f.elems[0].text] = f
		}
	}
	if len(ctx.step.args) > 2 && len(redis[0].elems) != len(final[0].elems) {
		return "the numbers of entries differ", false
	}
	for i, f := range final[0].elems {
		if len(f.elems) == 0 {
			if len(redis[0].elems) <= i || redis[0].elems[i].raw != f.raw {
				return fmt.Sprintf("entry %d: %q", i, f.raw), false
			}
			continue
		}
		other := theirs[f.elems[0].text]
		if a, b := describe(other, f), describe(f, other); a != b {
			return fmt.Sprintf("%s:\n%s\n%s", f.elems[0].text, a, b), false
		}
	}
	return "", false
}

// describe returns an entry of COMMAND INFO with its unordered parts in order, and
// of its subcommands only those that other has too.
func describe(entry, other frame) string {
	if len(entry.elems) != 10 {
		return fmt.Sprintf("%q", entry.raw)
	}
	var b strings.Builder
	for i, part := range entry.elems {
		switch i {
		case 2, 6, 7: // flags, ACL categories, tips
			fmt.Fprintf(&b, "%c%q ", part.kind, slices.Sorted(slices.Values(part.raws())))
		case 9:
			names := func(f frame) (all []string) {
				for _, sub := range f.elems {
					all = append(all, sub.elems[0].text)
				}
				return all
			}
			known := other.elems[9]
			var subs []string
			for j, name := range names(part) {
				if k := slices.Index(names(known), name); k >= 0 {
					subs = append(subs, describe(part.elems[j], known.elems[k]))
				}
			}
			slices.Sort(subs)
			fmt.Fprintf(&b, "%c%q", part.kind, subs)
		default:
			fmt.Fprintf(&b, "%q ", part.raw)
		}
	}
	return b.String()
}

func fewer(ctx *comparison, redis, final []frame) (string, bool) {
	a, errA := strconv.Atoi(redis[0].text)
	b, errB := strconv.Atoi(final[0].text)
	if errA != nil || errB != nil || b > a || b < 60 {
		return "not a number between 60 and that of redis", false
	}
	return "", false
}

func sameSubset(ctx *comparison, redis, final []frame) (string, bool) {
	theirs := set(redis[0])
	for _, f := range final[0].elems {
		if !theirs[f.raw] {
			return "redis does not list " + f.text, false
		}
	}
	if redis[0].kind != final[0].kind {
		return "not of one type", false
	}
	return "", false
}

// sameDocs expects a name and an entry with the same keys for each command that
// final has documented.
func sameDocs(ctx *comparison, redis, final []frame) (string, bool) {
	theirs := pairs(redis[0])
	if redis[0].kind != final[0].kind {
		return "not of one type", false
	}
	for name, entry := range pairs(final[0]) {
		other, ok := theirs[name]
		if !ok || entry.kind != other.kind {
			return "redis does not document " + name, false
		}
		for field := range pairs(entry) {
			if _, ok := pairs(other)[field]; !ok && field != "arity" { // final's own
				return name + " has no " + field, false
			}
		}
	}
	return "", false
}

// pairs returns a map, or an array of keys and values, by the keys.
func pairs(f frame) map[string]frame {
	all := map[string]frame{}
	for i := 0; i+1 < len(f.elems); i += 2 {
		all[f.elems[i].text] = f.elems[i+1]
	}
	return all
}

// configMayDiffer reports whether a parameter may have these two values: it belongs
// to the process, redis-server lowers maxclients to the files that it may open, or
// final says that it asks for no certificates as long as it has no authority to check
// them by.
func configMayDiffer(name, redis, final string) bool {
	switch name {
	case "maxclients":
		return final == "10000"
	case "tls-auth-clients":
		return redis == "yes" && final == "no"
	}
	return slices.Contains([]string{"port", "bind", "dir", "logfile", "pidfile"}, name)
}

// withoutReplicas removes the limit for replicas, which final does not have, from
// client-output-buffer-limit.
func withoutReplicas(value string) string {
	return regexp.MustCompile(`^(normal \d+ \d+ \d+) slave \d+ \d+ \d+ `).ReplaceAllString(value, "$1 ")
}

func sameConfig(ctx *comparison, redis, final []frame) (string, bool) {
	theirs := pairs(redis[0])
	if redis[0].kind != final[0].kind {
		return "not of one type", false
	}
	for name, value := range pairs(final[0]) { // a name is spelled as it was asked for
		if other, ok := theirs[name]; !ok || withoutReplicas(other.text) != withoutReplicas(value.text) && !configMayDiffer(strings.ToLower(name), other.text, value.text) {
			return fmt.Sprintf("%s: %q, %q", name, other.raw, value.raw), false
		}
	}
	return "", false
}
