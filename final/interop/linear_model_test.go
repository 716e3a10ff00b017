package interop

import (
	"cmp"
	"fmt"
	"hash/maphash"
	"math"
	"strconv"
	"strings"

	"github.com/anishathalye/porcupine"
)

const (
	linearKeys     = 3                                  // more keys would only spread the clients out
	linearSessions = linearClients*(2+linearHalves) + 1 // connections of a history whose clients lose one each
)

// A linearCommand is one command of a history. Keys are indices into the world;
// values go with the keys, for the commands that have any.
type linearCommand struct {
	name    string
	keys    []int
	values  []string
	session int // connection that it was sent on
	nth     int // place among the commands of its session, from 0
}

// args returns the command as it is sent, with prefix before the name of each key.
func (c linearCommand) args(prefix string) []string {
	args := []string{c.name}
	for i, key := range c.keys {
		args = append(args, prefix+strconv.Itoa(key))
		if i < len(c.values) {
			args = append(args, c.values[i])
		}
	}
	return args
}

// takesValues reports whether each key of c goes with a value.
func (c linearCommand) takesValues() bool {
	return c.name == "SET" || c.name == "SETNX" || c.name == "MSET"
}

// reads reports whether c has no effect.
func (c linearCommand) reads() bool { return c.name == "GET" || c.name == "MGET" }

func (c linearCommand) String() string { return strings.Join(c.args("k"), " ") }

// A linearWorld is the value of each key, "" for one that is missing: no command
// of a history stores an empty value.
type linearWorld [linearKeys]string

// apply returns the bytes that a server answers to c, and the world after c.
func (w linearWorld) apply(c linearCommand) (reply string, after linearWorld) {
	first := w[c.keys[0]]
	switch c.name {
	case "GET":
		return linearBulk(first), w
	case "MGET":
		reply = fmt.Sprintf("*%d\r\n", len(c.keys))
		for _, key := range c.keys {
			reply += linearBulk(w[key])
		}
		return reply, w
	case "SET", "MSET":
		for i, key := range c.keys {
			w[key] = c.values[i]
		}
		return "+OK\r\n", w
	case "SETNX":
		if first != "" {
			return ":0\r\n", w
		}
		w[c.keys[0]] = c.values[0]
		return ":1\r\n", w
	case "GETDEL":
		w[c.keys[0]] = ""
		return linearBulk(first), w
	case "DEL":
		n := 0
		for _, key := range c.keys {
			if w[key] != "" {
				w[key] = ""
				n++
			}
		}
		return fmt.Sprintf(":%d\r\n", n), w
	case "INCR":
		n, err := strconv.ParseInt(cmp.Or(first, "0"), 10, 64)
		if err != nil {
			return "-ERR value is not an integer or out of range\r\n", w
		}
		w[c.keys[0]] = strconv.FormatInt(n+1, 10)
		return fmt.Sprintf(":%d\r\n", n+1), w
	}
	panic("no such command: " + c.name)
}

func linearBulk(value string) string {
	if value == "" {
		return "$-1\r\n"
	}
	return fmt.Sprintf("$%d\r\n%s\r\n", len(value), value)
}

// A linearState is what the checker searches: the world, and how many commands of
// each session have had their effect, since a connection's commands take effect
// in the order in which they were sent.
type linearState struct {
	world linearWorld
	done  [linearSessions]uint16
}

// lost is the output of an operation whose reply never came. It may have had
// its effect at any time after its call, or never: it returns at the end of time,
// and an effect after everything else was seen is as good as none.
const lost = ""

const endOfTime = math.MaxInt64

// linearModel says which replies a store of strings may give.
func linearModel() porcupine.Model {
	seed := maphash.MakeSeed()
	return porcupine.Model{
		Init: func() any { return linearState{} },
		Step: func(state, input, output any) (bool, any) {
			s, c := state.(linearState), input.(linearCommand)
			if int(s.done[c.session]) != c.nth {
				return false, state
			}
			reply, after := s.world.apply(c)
			if output != lost && output != reply {
				return false, state
			}
			s.world = after
			s.done[c.session]++
			return true, s
		},
		// The rest of the state follows from the set of operations that were done.
		Hash: func(state any) uint64 { return maphash.Comparable(seed, state.(linearState).world) },
		DescribeOperation: func(input, output any) string {
			return fmt.Sprintf("%v -> %q", input, output)
		},
		DescribeState: func(state any) string { return fmt.Sprintf("%q", state.(linearState).world) },
	}
}
