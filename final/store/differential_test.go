package store

import (
	"errors"
	"math"
	"slices"
	"strconv"
	"testing"
	"testing/synctest"
	"time"

	"pgregory.net/rapid"

	framing "mini-redis/step02_framing"
	step3 "mini-redis/step03_store"
	step4 "mini-redis/step04_expiry"
)

// pair is a store of this package beside its model, the store of step 4.
type pair struct {
	store *Store
	model *step4.Store
}

var (
	pairKeys   = rapid.SampledFrom([]string{"", "a", "b", "c", "d", "\x00\xff"})
	pairValues = rapid.OneOf(rapid.SampledFrom([]string{"", "0", "41", "-1", "01", "9223372036854775807"}), rapid.StringN(0, 8, 8))
)

// Step 4's store is the specification: whatever the methods called and the time
// that passes, both stores return the same.
func TestStoreAgreesWithStep4(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		rapid.SyncTest(t, func(t *rapid.T) {
			p := pair{drawStore(t), step4.New()}
			t.Repeat(map[string]func(*rapid.T){
				"":         p.compare,
				"set":      p.set,
				"set many": p.setMany,
				"append":   p.append,
				"incr":     p.incr,
				"delete":   p.delete,
				"expire":   p.expire,
				"persist":  p.persist,
				"clear":    func(t *rapid.T) { p.store.Clear(); p.model.Clear() },
				"wait": func(t *rapid.T) {
					time.Sleep(rapid.SampledFrom([]time.Duration{time.Millisecond, time.Second, 24 * time.Hour}).Draw(t, "wait"))
				},
			})
		})
	})
}

// compare looks at everything there is, after each step.
func (p pair) compare(t *rapid.T) {
	synctest.Wait()
	got := allKeys(p.store, nil)
	want := p.model.Keys(func(string) bool { return true })
	slices.Sort(want)
	if !slices.Equal(got, want) {
		t.Fatalf("keys: got %q, want %q", got, want)
	}
	for _, key := range append(want, "nosuch") {
		value, ok := p.store.Get([]byte(key), make([]byte, 8))
		wantValue := p.model.Get(key)[0]
		if string(value) != wantValue.Data || ok != wantValue.Found {
			t.Fatalf("value of %q: got %q, %t, want %q, %t", key, value, ok, wantValue.Data, wantValue.Found)
		}
		deadline, ok := p.store.Deadline([]byte(key))
		wantDeadline, wantOK := p.model.Deadline(key, time.Now().UnixMilli())
		if deadline != wantDeadline || ok != wantOK {
			t.Fatalf("deadline of %q: got %d, %t, want %d, %t", key, deadline, ok, wantDeadline, wantOK)
		}
	}
}

// drawDeadline draws times around the present, and extreme ones.
func drawDeadline(t *rapid.T) int64 {
	near := time.Now().UnixMilli() + rapid.Int64Range(-2, 3).Draw(t, "in ms")
	far := time.Now().Add(48 * time.Hour).UnixMilli()
	return rapid.SampledFrom([]int64{near, near, far, math.MaxInt64, math.MinInt64, 1, -1}).Draw(t, "deadline")
}

func (p pair) set(t *rapid.T) {
	key, value := pairKeys.Draw(t, "key"), pairValues.Draw(t, "value")
	o := SetOptions{Get: true, IfMissing: rapid.Bool().Draw(t, "NX")}
	o.IfExists = !o.IfMissing && rapid.Bool().Draw(t, "XX")
	if o.KeepTTL = rapid.Bool().Draw(t, "KEEPTTL"); !o.KeepTTL && rapid.Bool().Draw(t, "expires") {
		o.Deadline = drawDeadline(t)
	}
	old, existed, done := p.store.Set([]byte(key), []byte(value), o)
	wantOld, wantDone := p.model.SetWith(key, value, step4.SetOptions{
		Deadline: o.Deadline, KeepTTL: o.KeepTTL, IfMissing: o.IfMissing, IfExists: o.IfExists,
	}, time.Now().UnixMilli())
	if string(old) != wantOld.Data || existed != wantOld.Found || done != wantDone {
		t.Fatalf("got %q, %t, %t, want %q, %t, %t", old, existed, done, wantOld.Data, wantOld.Found, wantDone)
	}
}

func (p pair) setMany(t *rapid.T) {
	var pairs [][]byte
	var want []step3.Pair
	for range rapid.IntRange(1, 3).Draw(t, "pairs") {
		key, value := pairKeys.Draw(t, "key"), pairValues.Draw(t, "value")
		pairs = append(pairs, []byte(key), []byte(value))
		want = append(want, step3.Pair{Key: key, Value: value})
	}
	p.store.SetMany(pairs)
	p.model.Set(want...)
}

func (p pair) append(t *rapid.T) {
	key, suffix := pairKeys.Draw(t, "key"), pairValues.Draw(t, "suffix")
	n, err := p.store.Append([]byte(key), []byte(suffix), math.MaxInt)
	want := 0
	p.model.Update(key, func(old step3.Value) (string, bool) {
		want = len(old.Data + suffix)
		return old.Data + suffix, true
	})
	if n != want || err != nil {
		t.Fatalf("got %d, %v, want %d", n, err, want)
	}
}

// incr compares with what step 3 does for INCRBY.
func (p pair) incr(t *rapid.T) {
	key := pairKeys.Draw(t, "key")
	delta := rapid.SampledFrom([]int64{1, -1, 100, math.MaxInt64, math.MinInt64}).Draw(t, "delta")
	sum, err := p.store.Incr([]byte(key), delta)

	incrBy, _ := step3.Commands(p.model).Find([]string{"incrby", key, "0"})
	incrBy(func(want framing.Frame) {
		got := framing.Frame(framing.Integer(sum))
		switch {
		case errors.Is(err, ErrNotInteger):
			got = step3.NotIntegerReply
		case errors.Is(err, ErrOverflow):
			got = framing.ErrorReply("ERR increment or decrement would overflow")
		}
		if got != want {
			t.Fatalf("got %v, want %v", got, want)
		}
	}, []string{"incrby", key, strconv.FormatInt(delta, 10)})
}

func (p pair) delete(t *rapid.T) {
	keys := rapid.SliceOfN(pairKeys, 1, 3).Draw(t, "keys")
	var args [][]byte
	for _, key := range keys {
		args = append(args, []byte(key))
	}
	if got, want := p.store.Delete(args...), p.model.Delete(keys...); got != want {
		t.Fatalf("got %d, want %d", got, want)
	}
}

func (p pair) expire(t *rapid.T) {
	key, deadline := pairKeys.Draw(t, "key"), drawDeadline(t)
	if got, want := p.store.Expire([]byte(key), deadline, 0), p.model.Expire(key, deadline, time.Now().UnixMilli()); got != want {
		t.Fatalf("got %t, want %t", got, want)
	}
}

func (p pair) persist(t *rapid.T) {
	key := pairKeys.Draw(t, "key")
	if got, want := p.store.Persist([]byte(key)), p.model.Persist(key); got != want {
		t.Fatalf("got %t, want %t", got, want)
	}
}
