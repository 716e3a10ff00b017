package expiry

import (
	"cmp"
	"reflect"
	"slices"
	"strconv"
	"testing"
	"testing/synctest"
	"time"

	framing "mini-redis/step02_framing"

	"pgregory.net/rapid"
)

// Whatever the commands, however much time passes between them, and whether or
// not a sweeper runs, the store answers as the model does.
func TestStoreAgreesWithTheModelOverDecades(t *testing.T) {
	one := rapid.SampledFrom([]string{"", "a"}) // few, so that the commands meet at the same ones
	key := rapid.SliceOfN(one, 1, 1)
	keys := rapid.SliceOfN(one, 1, 3)
	value := rapid.SliceOfN(rapid.SampledFrom([]string{"", "x", "7", "9223372036854775807"}), 1, 1)
	pattern := rapid.SliceOfN(rapid.SampledFrom([]string{"*", "?", "a*"}), 1, 1)
	const ms, day = time.Millisecond, 24 * time.Hour
	pause := rapid.SampledFrom([]time.Duration{0, 0, 0, 0, 0, 0, ms, ms, ms, 2 * ms, 3 * ms,
		499 * ms, 500 * ms, time.Second, 10 * time.Second, day, 10 * 365 * day})

	rapid.Check(t, func(t *rapid.T) {
		rapid.SyncTest(t, func(t *rapid.T) {
			s, m := New(), newModel()
			commands := Commands(s)
			swept := rapid.Bool().Draw(t, "swept")
			if swept {
				defer startSweeper(s)()
			}
			// Each action lets some time pass and executes one command.
			run := func(name string, arguments ...*rapid.Generator[[]string]) func(*rapid.T) {
				return func(t *rapid.T) {
					if d := pause.Draw(t, "pause"); time.Now().Year() < 2200 { // bubbles end in 2262
						time.Sleep(d)
						synctest.Wait() // the sweeper, if there is one, has its turn
					}
					args := []string{name}
					for _, some := range arguments {
						args = append(args, some.Draw(t, "arguments")...)
					}
					got, want := sorted(call(commands, args...)), sorted(m.answer(args))
					if !reflect.DeepEqual(got, want) {
						t.Fatalf("%q: got %T %#[2]v, want %T %#[3]v", args, got, want)
					}
				}
			}
			actions := map[string]func(*rapid.T){
				"SET":       run("SET", key, value),
				"SET …":     run("SET", key, value, rapid.Custom(setOptions)),
				"EXPIRE":    run("EXPIRE", key, times("EX")),
				"PEXPIRE":   run("PEXPIRE", key, times("PX")),
				"EXPIREAT":  run("EXPIREAT", key, times("EXAT")),
				"PEXPIREAT": run("PEXPIREAT", key, times("PXAT")),
				"TTL":       run("TTL", key),
				"PTTL":      run("PTTL", key),
				"PERSIST":   run("PERSIST", key),

				"GET":      run("GET", key),
				"DEL":      run("DEL", keys),
				"EXISTS":   run("EXISTS", keys),
				"INCR":     run("INCR", key),
				"DECR":     run("DECR", key),
				"INCRBY":   run("INCRBY", key, value),
				"MGET":     run("MGET", keys),
				"MSET":     run("MSET", key, value, key, value),
				"STRLEN":   run("STRLEN", key),
				"APPEND":   run("APPEND", key, value),
				"KEYS":     run("KEYS", pattern),
				"FLUSHALL": run("FLUSHALL"),
				"":         func(t *rapid.T) { checkHeap(t, s) },
			}
			if swept { // else DBSIZE counts expired keys that nobody touched
				actions["DBSIZE"] = run("DBSIZE")
			}
			for range 10 { // Repeat stops after thirty steps or so
				t.Repeat(actions)
			}
		})
	})
}

// setOptions draws options of SET as they are meant to be, and now and then one
// more, which may contradict them.
func setOptions(t *rapid.T) []string {
	condition := rapid.SampledFrom([]string{"", "nx", "XX"})
	deadline := rapid.SampledFrom([]string{"", "KeepTTL", "EX", "PX", "EXAT", "PXAT"})
	extra := rapid.SampledFrom([]string{"", "", "", "NX", "XX", "EX", "PX", "KEEPTTL", "PERSIST"})
	chosen := []string{condition.Draw(t, "condition"), deadline.Draw(t, "deadline"), extra.Draw(t, "extra")}
	if rapid.Bool().Draw(t, "get") {
		chosen = append(chosen, "GET")
	}
	var options []string
	for _, option := range rapid.Permutation(chosen).Draw(t, "chosen") {
		switch option {
		case "":
		case "EX", "PX", "EXAT", "PXAT":
			options = append(options, option)
			options = append(options, times(option).Draw(t, "n")...)
		default:
			options = append(options, option)
		}
	}
	return options
}

// times draws a time as option takes it. Most are about as long as the pauses,
// so that many keys expire, and some in the very millisecond that is looked at.
func times(option string) *rapid.Generator[[]string] {
	return rapid.Custom(func(t *rapid.T) []string {
		now := time.Now()
		if rapid.IntRange(0, 9).Draw(t, "odd") == 0 {
			return []string{rapid.SampledFrom([]string{"x", "", "0", "-1", "01",
				"-9223372036854775808", "9223372036854775807", "9223372036854775808"}).Draw(t, "n")}
		}
		seconds := rapid.SampledFrom([]int64{-1, 0, 1, 2, 10, 86400, 10 * 365 * 86400})
		milliseconds := rapid.SampledFrom([]int64{-1, 0, 1, 2, 3, 500, 1000, 1500, 86400_000})
		var n int64
		switch option {
		case "EX":
			n = seconds.Draw(t, "n")
		case "PX":
			n = milliseconds.Draw(t, "n")
		case "EXAT":
			n = now.Unix() + seconds.Draw(t, "n")
		case "PXAT":
			n = now.UnixMilli() + milliseconds.Draw(t, "n")
		}
		return []string{strconv.FormatInt(n, 10)}
	})
}

// sorted sorts an array of bulk strings: a reply to KEYS has no order. The order
// of MGET's is a matter of step 3, and tested there.
func sorted(f framing.Frame) framing.Frame {
	if array, is := f.(framing.Array); is {
		slices.SortFunc(array, func(a, b framing.Frame) int {
			x, _ := a.(framing.Bulk)
			y, _ := b.(framing.Bulk)
			return cmp.Compare(x, y)
		})
	}
	return f
}
