package expiry

import (
	"strings"

	framing "mini-redis/step02_framing"
	store "mini-redis/step03_store"
)

func (c commands) set(reply func(framing.Frame), args []string) {
	o, get, problem := parseSet(args[3:])
	if problem != nil {
		reply(problem)
		return
	}
	old, done := c.store.SetWith(args[1], args[2], o)
	switch {
	case get:
		reply(store.Bulk(old))
	case done:
		reply(framing.SimpleString("OK"))
	default:
		reply(framing.Null{})
	}
}

// parseSet reads the options that follow SET key value. A problem is the error
// reply that Redis gives: first for the grammar, then for the time.
func parseSet(options []string) (o SetOptions, get bool, problem framing.Frame) {
	var time, timeOption string // of EX, PX, EXAT and PXAT, the one given
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
			another := timeOption != "" && timeOption != option // of a second EX, the later wins
			if i == len(options) || another {
				return o, get, store.ErrSyntax
			}
			time, timeOption = options[i], option
		default:
			return o, get, store.ErrSyntax
		}
	}
	if o.IfMissing && o.IfExists || o.KeepTTL && timeOption != "" {
		return o, get, store.ErrSyntax
	}
	if timeOption != "" {
		o.Deadline, problem = parseTime(time, timeOption)
	}
	return o, get, problem
}

func parseTime(time, option string) (int64, framing.Frame) {
	unit, from := seconds, fromNow
	if strings.HasPrefix(option, "p") {
		unit = milliseconds
	}
	if strings.HasSuffix(option, "at") {
		from = fromEpoch
	}
	n, ok := framing.ParseInt(time)
	if !ok {
		return 0, store.ErrNotInteger
	}
	at, ok := deadline(n, unit, from)
	if !ok || n <= 0 {
		return 0, errInvalidExpire("set")
	}
	return at, nil
}
