package store_test

import (
	"cmp"
	"math/big"
	"reflect"
	"regexp"
	"slices"
	"testing"

	framing "mini-redis/step02_framing"
	store "mini-redis/step03_store"

	"pgregory.net/rapid"
)

const (
	ok         = framing.SimpleString("OK")
	notInteger = framing.ErrorReply("ERR value is not an integer or out of range")
	overflow   = framing.ErrorReply("ERR increment or decrement would overflow")
)

// Whatever the commands and their order, the store answers as a map does that
// nobody else uses, and holds the same.
func TestStoreAgreesWithAPlainMap(t *testing.T) {
	// Few keys, so that the commands meet at the same ones.
	one := rapid.SampledFrom([]string{"", "a", "b", "ab"})
	key := rapid.SliceOfN(one, 1, 1)
	keys := rapid.SliceOfN(one, 1, 4)
	value := rapid.SliceOfN(rapid.SampledFrom([]string{"", "x", "0", "-1", "42", "+1", "01", "-0", " 1",
		"9223372036854775806", "-9223372036854775808", "9223372036854775808"}), 1, 1)
	pattern := rapid.SliceOfN(rapid.SampledFrom([]string{"*", "?", "a*", "*b", "[^a]", ""}), 1, 1)

	rapid.Check(t, func(t *rapid.T) {
		s, m := store.New(), model{}
		commands := store.Commands(s)
		run := func(name string, arguments ...*rapid.Generator[[]string]) func(*rapid.T) {
			return func(t *rapid.T) {
				args := []string{name}
				for _, some := range arguments {
					args = append(args, some.Draw(t, "arguments")...)
				}
				got := call(commands, args...)
				if name == "KEYS" {
					sortBulks(got)
				}
				if want := m.answer(args); !reflect.DeepEqual(got, want) {
					t.Fatalf("%q: got %T %[2]q, want %T %[3]q", args, got, want)
				}
			}
		}
		t.Repeat(map[string]func(*rapid.T){
			"GET":      run("GET", key),
			"SET":      run("SET", key, value),
			"DEL":      run("DEL", keys),
			"EXISTS":   run("EXISTS", keys),
			"INCR":     run("INCR", key),
			"DECR":     run("DECR", key),
			"INCRBY":   run("INCRBY", key, value),
			"MGET":     run("MGET", keys),
			"MSET":     run("MSET", key, value, key, value),
			"MSET odd": run("MSET", key, value, key),
			"STRLEN":   run("STRLEN", key),
			"APPEND":   run("APPEND", key, value),
			"KEYS":     run("KEYS", pattern),
			"DBSIZE":   run("DBSIZE"),
			"FLUSHALL": run("FLUSHALL"),
			"": func(t *rapid.T) {
				if got := contents(s); !reflect.DeepEqual(got, map[string]string(m)) {
					t.Fatalf("the store holds %q, want %q", got, m)
				}
			},
		})
	})
}

// contents returns all that s holds.
func contents(s *store.Store) map[string]string {
	all := map[string]string{}
	for _, key := range s.Keys(func(string) bool { return true }) {
		all[key] = s.Get(key)[0].Data
	}
	return all
}

// A model is the store as a client should see it.
type model map[string]string

// answer executes a command. Where the store's own way could hide a mistake it
// takes another: numbers of any size, and the matcher of glob_property_test.go.
func (m model) answer(args []string) framing.Frame {
	switch name, args := args[0], args[1:]; name {
	case "GET":
		return m.bulk(args[0])
	case "SET":
		m[args[0]] = args[1]
		return ok
	case "DEL":
		before := len(m)
		for _, key := range args {
			delete(m, key)
		}
		return framing.Integer(before - len(m))
	case "EXISTS":
		return framing.Integer(len(args) - count(m.bulks(args), framing.Null{}))
	case "INCR":
		return m.add(args[0], "1")
	case "DECR":
		return m.add(args[0], "-1")
	case "INCRBY":
		return m.add(args[0], args[1])
	case "MGET":
		return m.bulks(args)
	case "MSET":
		if len(args)%2 == 1 {
			return framing.ErrorReply("ERR wrong number of arguments for 'mset' command")
		}
		for pair := range slices.Chunk(args, 2) {
			m[pair[0]] = pair[1]
		}
		return ok
	case "STRLEN":
		return framing.Integer(len(m[args[0]]))
	case "APPEND":
		m[args[0]] += args[1]
		return framing.Integer(len(m[args[0]]))
	case "KEYS":
		found := framing.Array{}
		for key := range m {
			if args[0] == "*" || naiveMatch(args[0], key) {
				found = append(found, framing.Bulk(key))
			}
		}
		return sortBulks(found)
	case "DBSIZE":
		return framing.Integer(len(m))
	case "FLUSHALL":
		clear(m)
		return ok
	}
	panic("no such command")
}

func (m model) bulk(key string) framing.Frame {
	if value, found := m[key]; found {
		return framing.Bulk(value)
	}
	return framing.Null{}
}

func (m model) bulks(keys []string) framing.Array {
	values := framing.Array{}
	for _, key := range keys {
		values = append(values, m.bulk(key))
	}
	return values
}

func (m model) add(key, delta string) framing.Frame {
	old, found := m[key]
	if !found {
		old = "0"
	}
	if !isInteger(old) || !isInteger(delta) {
		return notInteger
	}
	sum := new(big.Int).Add(number(old), number(delta))
	if !sum.IsInt64() {
		return overflow
	}
	m[key] = sum.String()
	return framing.Integer(sum.Int64())
}

func isInteger(s string) bool {
	decimal, _ := regexp.MatchString(`^(0|-?[1-9][0-9]*)$`, s)
	return decimal && number(s).IsInt64()
}

func number(s string) *big.Int {
	n, _ := new(big.Int).SetString(s, 10)
	return n
}

func count(frames framing.Array, f framing.Frame) (n int) {
	for _, other := range frames {
		if other == f {
			n++
		}
	}
	return n
}

// sortBulks sorts a reply to KEYS, which has no order, and returns it.
func sortBulks(f framing.Frame) framing.Frame {
	slices.SortFunc(f.(framing.Array), func(a, b framing.Frame) int {
		return cmp.Compare(a.(framing.Bulk), b.(framing.Bulk))
	})
	return f
}
