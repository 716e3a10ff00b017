package expiry

import (
	"math/big"
	"strings"
	"time"

	framing "mini-redis/step02_framing"
	store "mini-redis/step03_store"
)

// A model says what a store has to answer. It is a store of step 3, which
// knows nothing of time, and from which each key is deleted the moment its time
// is over.
type model struct {
	step3     framing.Table
	deadlines map[string]int64 // as Redis documents them: milliseconds since the Unix epoch
}

func newModel() *model {
	return &model{store.Commands(store.New()), map[string]int64{}}
}

// answer executes a command.
func (m *model) answer(args []string) framing.Frame {
	m.removeExpired()
	name := args[0]
	switch name {
	case "SET":
		return m.set(args[1], args[2], args[3:])
	case "EXPIRE", "PEXPIRE", "EXPIREAT", "PEXPIREAT":
		return m.expire(name, args[1], args[2])
	case "TTL", "PTTL":
		return m.left(name, args[1])
	case "PERSIST":
		_, had := m.deadlines[args[1]]
		delete(m.deadlines, args[1])
		return boolean(had)
	case "MSET":
		for i := 1; i < len(args); i += 2 {
			delete(m.deadlines, args[i])
		}
	}
	reply := call(m.step3, args...)
	for key := range m.deadlines {
		if !m.has(key) { // it was deleted
			delete(m.deadlines, key)
		}
	}
	return reply
}

func (m *model) removeExpired() {
	for key, at := range m.deadlines {
		if time.Now().UnixMilli() > at {
			call(m.step3, "DEL", key)
			delete(m.deadlines, key)
		}
	}
}

func (m *model) has(key string) bool {
	return call(m.step3, "EXISTS", key) == framing.Integer(1)
}

// set takes the grammar from Redis's documentation of SET: NX or XX, GET, and
// one of the five options that say what becomes of the deadline.
func (m *model) set(key, value string, options []string) framing.Frame {
	given := map[string]string{} // options and their arguments
	for i := 0; i < len(options); i++ {
		option := strings.ToUpper(options[i])
		given[option] = ""
		switch option {
		case "NX", "XX", "GET", "KEEPTTL":
		case "EX", "PX", "EXAT", "PXAT":
			if i++; i == len(options) {
				return store.SyntaxErrorReply
			}
			given[option] = options[i]
		default:
			return store.SyntaxErrorReply
		}
	}
	has := func(option string) bool { _, is := given[option]; return is }
	times := 0
	for _, option := range []string{"EX", "PX", "EXAT", "PXAT", "KEEPTTL"} {
		if has(option) {
			times++
		}
	}
	if times > 1 || has("NX") && has("XX") {
		return store.SyntaxErrorReply
	}
	var at int64
	for _, option := range []string{"EX", "PX", "EXAT", "PXAT"} {
		if has(option) {
			var problem framing.Frame
			at, problem = instant(option, given[option])
			switch {
			case problem == store.NotIntegerReply:
				return problem
			case problem != nil || strings.HasPrefix(given[option], "-") || given[option] == "0":
				return invalidExpireReply("set")
			}
		}
	}
	old, found := call(m.step3, "GET", key), m.has(key)
	stored := !(has("NX") && found || has("XX") && !found)
	if stored {
		call(m.step3, "SET", key, value)
		if !has("KEEPTTL") {
			delete(m.deadlines, key)
		}
		if at != 0 {
			m.deadlines[key] = at
		}
	}
	switch {
	case has("GET"):
		return old
	case stored:
		return ok
	}
	return framing.Null{}
}

func (m *model) expire(name, key, n string) framing.Frame {
	at, problem := instant(name, n)
	switch {
	case problem != nil:
		return problem
	case !m.has(key):
		return framing.Integer(0)
	case at <= time.Now().UnixMilli():
		call(m.step3, "DEL", key)
		delete(m.deadlines, key)
	default:
		m.deadlines[key] = at
	}
	return framing.Integer(1)
}

func (m *model) left(name, key string) framing.Frame {
	at, has := m.deadlines[key]
	left := at - time.Now().UnixMilli()
	switch {
	case !m.has(key):
		return framing.Integer(-2)
	case !has:
		return framing.Integer(-1)
	case name == "TTL":
		return framing.Integer(left/1000 + left%1000/500) // to the nearest second
	}
	return framing.Integer(left)
}

// instant returns the deadline that a client means which gives n to a command
// or to an option of SET: in seconds unless the name starts with P, from now on
// unless it ends in AT. It calculates in numbers of any size.
func instant(name, n string) (at int64, problem framing.Frame) {
	given, isNumber := new(big.Int).SetString(n, 10)
	if !isNumber || !given.IsInt64() || given.String() != n {
		return 0, store.NotIntegerReply
	}
	deadline := given
	if !strings.HasPrefix(name, "P") {
		deadline = new(big.Int).Mul(given, big.NewInt(1000))
	}
	fits := deadline.IsInt64()
	if !strings.HasSuffix(name, "AT") {
		deadline = new(big.Int).Add(deadline, big.NewInt(time.Now().UnixMilli()))
	}
	if !fits || !deadline.IsInt64() {
		return 0, invalidExpireReply(strings.ToLower(name))
	}
	return deadline.Int64(), nil
}
