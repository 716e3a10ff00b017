package interop

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
)

// A difference is the first place where two servers answered otherwise.
type difference struct {
	where        string
	redis, final string
	why          string // what the rule says, if one applied

	// timed: the clocks may have done it, as when a second ended between the two
	// servers. What is repeated then must be equal.
	timed bool
}

func (d *difference) String() string {
	return fmt.Sprintf("%s\n%s\n%s", d.where, apart(d.redis, d.final), d.why)
}

// apart shows two texts around the place where they part.
func apart(redis, final string) string {
	at := 0
	for at < min(len(redis), len(final)) && redis[at] == final[at] {
		at++
	}
	from, before := 0, ""
	if at > 200 {
		from, before = at-200, "... "
	}
	return fmt.Sprintf("redis %s%.600q\nfinal %s%.600q", before, redis[from:], before, final[from:])
}

// A comparison is what rules know beside the replies.
type comparison struct {
	redis, final *run
	took         time.Duration // from the begin of the first run to the end of both
	step         step
}

// compare returns the first difference, nil if there is none.
func compare(sc scenario, redis, final *transcript, took time.Duration) *difference {
	ctx := &comparison{redis: redis.run, final: final.run, took: took}
	for i, s := range sc.steps {
		ctx.step = s
		if d := ctx.compareReply(redis.replies[i], final.replies[i]); d != nil && !(sc.unmarked && withoutID(d.redis) == withoutID(d.final)) {
			d.where = fmt.Sprintf("in reply to step %d: %v", i+1, s)
			return d
		}
	}
	ctx.step = step{}
	for i := range redis.rest {
		if d := ctx.compareReply(redis.rest[i], final.rest[i]); d != nil {
			d.where = fmt.Sprintf("on connection %d, beside the replies", i%len(sc.protocols))
			return d
		}
	}
	return ctx.compareDumps(redis.dump, final.dump)
}

func (ctx *comparison) compareReply(redis, final reply) *difference {
	a, b := raw(inOrder(redis.frames)), raw(inOrder(final.frames))
	if a == b && redis.end == final.end {
		return nil
	}
	d := &difference{redis: a, final: b}
	if redis.end != final.end {
		d.why = fmt.Sprintf("the connection of redis: %q, of final: %q", redis.end, final.end)
		return d
	}
	rule := ruleFor(ctx.step.args)
	if rule == nil || slices.ContainsFunc(redis.frames, frame.isError) || slices.ContainsFunc(final.frames, frame.isError) {
		return d
	}
	messagesA, repliesA := split(redis.frames)
	messagesB, repliesB := split(final.frames)
	switch {
	case messagesA != messagesB:
		d.why = "the pushed messages differ"
	case len(repliesA) != len(repliesB):
		d.why = "the numbers of replies differ"
	case len(repliesA) > 0: // else the rule has nothing to judge
		d.why, d.timed = rule.same(ctx, repliesA, repliesB)
		if d.why == "" {
			return nil
		}
		d.why = "beyond what the rule allows (" + rule.reason + "): " + d.why
	}
	return d
}

// inOrder sorts what a publication sends to several patterns of one client, the
// runs of pmessage with equal channel and payload: Redis keeps patterns in a hash
// table, so their order is random.
func inOrder(frames []frame) []frame {
	frames = slices.Clone(frames)
	publication := func(f frame) string {
		if len(f.elems) == 4 && f.elems[0].text == "pmessage" {
			return f.elems[2].raw + f.elems[3].raw
		}
		return ""
	}
	for i := 0; i < len(frames); {
		end := i + 1
		for end < len(frames) && publication(frames[i]) != "" && publication(frames[end]) == publication(frames[i]) {
			end++
		}
		slices.SortFunc(frames[i:end], func(a, b frame) int { return strings.Compare(a.raw, b.raw) })
		i = end
	}
	return frames
}

// split takes pushed messages out of frames.
func split(frames []frame) (messages string, replies []frame) {
	for _, f := range inOrder(frames) {
		isPush := f.kind == '>' || f.kind == '*'
		if isPush && len(f.elems) > 2 && strings.HasSuffix(f.elems[0].text, "message") {
			messages += f.raw
		} else {
			replies = append(replies, f)
		}
	}
	return messages, replies
}

func (ctx *comparison) compareDumps(redis, final []frame) *difference {
	a, b := raw(redis), raw(final)
	d := &difference{where: "in the keyspace afterwards: name, value and PEXPIRETIME of each key", redis: a, final: b}
	switch {
	case a == b:
		return nil
	case len(redis) != len(final):
		return d
	}
	for i := range redis {
		isDeadline := i%3 == 2
		if redis[i].raw != final[i].raw && (!isDeadline || !ctx.near(redis[i], final[i], time.Millisecond)) {
			d.why = fmt.Sprintf("first %.200q, %.200q", redis[i].raw, final[i].raw)
			return d
		}
	}
	return nil
}

// near reports whether two integers of a unit differ by no more than the time that
// the scenario took. Negative ones have a meaning of their own.
func (ctx *comparison) near(a, b frame, unit time.Duration) bool {
	x, errX := strconv.ParseInt(a.text, 10, 64)
	y, errY := strconv.ParseInt(b.text, 10, 64)
	if a.kind != ':' || b.kind != ':' || errX != nil || errY != nil || x < 0 || y < 0 {
		return false
	}
	return max(x-y, y-x) <= int64((ctx.took+2*time.Millisecond+unit-1)/unit)
}
