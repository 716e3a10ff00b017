package interop

import (
	"testing"

	"github.com/anishathalye/porcupine"
)

// The verdicts on histories that are short enough to be judged by hand.
func TestCheckerKnowsSmallHistories(t *testing.T) {
	const ok, nothing, illegal, fine = "+OK\r\n", "$-1\r\n", porcupine.Illegal, porcupine.Ok
	set := func(value string) linearCommand {
		return linearCommand{name: "SET", keys: []int{0}, values: []string{value}}
	}
	on := func(name string, keys ...int) linearCommand { return linearCommand{name: name, keys: keys} }
	mset := linearCommand{name: "MSET", keys: []int{0, 1}, values: []string{"5", "5"}}
	get, incr, getdel := on("GET", 0), on("INCR", 0), on("GETDEL", 0)

	for _, test := range []struct {
		name    string
		history []porcupine.Operation
		want    porcupine.CheckResult
	}{
		{"a read sees the write before it", small(at(1, 2, set("5"), ok), at(3, 4, get, "$1\r\n5\r\n")), fine},
		{"a read misses the write before it", small(at(1, 2, set("5"), ok), at(3, 4, get, nothing)), illegal},
		{"a read misses a write under way", small(at(1, 4, set("5"), ok), at(2, 3, get, nothing)), fine},
		{"a value comes and goes", small(at(1, 9, set("5"), ok), at(2, 3, get, "$1\r\n5\r\n"), at(4, 5, get, nothing)), illegal},
		{"two increments at once", small(at(1, 3, incr, ":2\r\n"), at(2, 4, incr, ":1\r\n")), fine},
		{"an increment is lost", small(at(1, 3, incr, ":1\r\n"), at(2, 4, incr, ":1\r\n")), illegal},
		{"a value is taken twice", small(at(1, 2, set("5"), ok), at(3, 5, getdel, "$1\r\n5\r\n"), at(4, 6, getdel, "$1\r\n5\r\n")), illegal},
		{"half of an MSET is seen", small(at(1, 9, mset, ok), at(2, 3, on("MGET", 0, 1), "*2\r\n$1\r\n5\r\n$-1\r\n")), illegal},
		{"MSET is seen in turn", small(at(1, 9, mset, ok), at(2, 3, get, "$1\r\n5\r\n"), at(4, 5, on("GET", 1), nothing)), illegal},
		{"a lost write is never seen", small(at(1, endOfTime, set("5"), lost), at(2, 3, get, nothing)), fine},
		{"a lost write is seen late", small(at(1, endOfTime, set("5"), lost), at(2, 3, get, nothing), at(4, 5, get, "$1\r\n5\r\n")), fine},
		{"a lost write is undone", small(at(1, endOfTime, set("5"), lost), at(2, 3, get, "$1\r\n5\r\n"), at(4, 5, get, nothing)), illegal},
		{"a lost increment happens twice", small(at(1, endOfTime, incr, lost), at(2, 3, get, "$1\r\n2\r\n")), illegal},
		{"a write is seen before its call", small(at(1, 2, get, "$1\r\n5\r\n"), at(3, 4, set("5"), ok)), illegal},
		{"an error leaves the value", small(at(1, 2, set("a"), ok), at(3, 4, incr, "-ERR value is not an integer or out of range\r\n"), at(5, 6, get, "$1\r\na\r\n")), fine},
		{"a pipeline is done in its order", pipeline(at(1, 2, set("5"), ok), at(1, 3, get, "$1\r\n5\r\n")), fine},
		{"a pipeline is done out of order", pipeline(at(1, 2, set("5"), ok), at(1, 3, get, nothing)), illegal},
		{"the end of a pipeline is lost", pipeline(at(1, 2, set("5"), ok), at(1, endOfTime, incr, lost)), fine},
		{"the start of a lost pipeline is left out", append(
			pipeline(at(1, endOfTime, incr, lost), at(1, endOfTime, on("INCR", 1), lost)),
			alone(2, at(2, 3, on("GET", 1), "$1\r\n1\r\n")), alone(3, at(4, 5, get, nothing))), illegal},
	} {
		if got := linearVerdict(test.history); got != test.want {
			t.Errorf("%s: %v, want %v", test.name, got, test.want)
		}
	}
}

func at(call, end int64, c linearCommand, reply string) porcupine.Operation {
	return porcupine.Operation{Input: c, Output: reply, Call: call, Return: end}
}

// small gives each operation a connection of its own.
func small(history ...porcupine.Operation) []porcupine.Operation {
	for i := range history {
		history[i] = alone(i, history[i])
	}
	return history
}

// alone makes op the first operation of a session.
func alone(session int, op porcupine.Operation) porcupine.Operation {
	c := op.Input.(linearCommand)
	c.session = session
	op.ClientId, op.Input = session, c
	return op
}

// pipeline sends the operations over one connection, in this order.
func pipeline(history ...porcupine.Operation) []porcupine.Operation {
	for i := range history {
		c := history[i].Input.(linearCommand)
		c.nth = i
		history[i].Input = c
	}
	return history
}
