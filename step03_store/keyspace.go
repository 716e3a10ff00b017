package store

// A Keyspace is what the commands of this step need of a store. [Store] is one;
// step 4 brings another, whose values expire. The methods of both keep the
// contracts written at Store's: they are atomic, and safe for concurrent use.
type Keyspace interface {
	Get(keys ...string) []Value
	Set(pairs ...Pair)
	Update(key string, f func(old Value) (string, bool))
	Delete(keys ...string) int
	Keys(match func(key string) bool) []string
	Len() int
	Clear()
}

// A Value is what a key holds, if it is there.
type Value struct {
	Data  string // "" if not found
	Found bool
}

// A Pair is a key and the value to store there.
type Pair struct {
	Key, Value string
}
