package expiry

import (
	"strings"

	framing "mini-redis/step02_framing"
	store "mini-redis/step03_store"
)

func (c commands) set(reply func(framing.Frame), args []string) {
	now := unixMillis()
	o, get, problem := parseSet(args[3:], now)
	if problem != nil {
		reply(problem)
		return
	}
	old, done := c.store.SetWith(args[1], args[2], o, now)
	switch {
	case get:
		reply(old.Frame())
	case done:
		reply(framing.SimpleString("OK"))
	default:
		reply(framing.Null{})
	}
}

// parseSet reads the options that follow SET key value. A problem is the error
// reply that Redis gives: first for the grammar, then for the time.
func parseSet(options []string, now int64) (o SetOptions, get bool, problem framing.Frame) {
	var amount, unit string // of EX, PX, EXAT and PXAT, the one given
	for i := 0; i < len(options); i++ {
		option := framing.Lower(options[i])
		switch option {
		case "nx":
			o.IfMissing = true
		case "xx":
			o.IfExists = true
		case "get":
			get = true
		case "keepttl":
			o.KeepTTL = true
		case "ex", "px", "exat", "pxat":
			i++
			another := unit != "" && unit != option // of a second EX, the later wins
			if i == len(options) || another {
				return o, get, store.SyntaxErrorReply
			}
			amount, unit = options[i], option
		default:
			return o, get, store.SyntaxErrorReply
		}
	}
	if o.IfMissing && o.IfExists || o.KeepTTL && unit != "" {
		return o, get, store.SyntaxErrorReply
	}
	if unit != "" {
		o.Deadline, problem = parseTime(amount, unit, now)
	}
	return o, get, problem
}

func parseTime(amount, option string, now int64) (int64, framing.Frame) {
	unit, from := seconds, fromNow
	if strings.HasPrefix(option, "p") {
		unit = milliseconds
	}
	if strings.HasSuffix(option, "at") {
		from = fromEpoch
	}
	n, ok := framing.ParseInt(amount)
	if !ok {
		return 0, store.NotIntegerReply
	}
	at, ok := deadline(n, unit, from, now)
	if !ok || n <= 0 {
		return 0, invalidExpireReply("set")
	}
	return at, nil
}
