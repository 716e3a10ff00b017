package server

import "mini-redis/final/store"

// setOptions are what follows SET key value.
type setOptions struct {
	store.SetOptions
	get bool // reply with the old value
}

// parseSet reads the options of SET. If they are wrong, problem is the error reply
// of Redis 7.0: for the grammar first, then for the time.
func parseSet(options [][]byte) (o setOptions, problem string) {
	var time givenTime
	for i := 0; i < len(options); i++ {
		switch option := options[i]; {
		case is(option, "nx"):
			o.IfMissing = true
		case is(option, "xx"):
			o.IfExists = true
		case is(option, "get"):
			o.get = true
		case is(option, "keepttl"):
			o.KeepTTL = true
		default:
			kind, known := timeOption(option)
			i++
			another := time.amount != nil && kind != time.timeKind // a second EX is taken, and wins
			if !known || another || i == len(options) {
				return o, errSyntax
			}
			time = givenTime{kind, options[i]}
		}
	}
	given := time.amount != nil
	if o.IfMissing && o.IfExists || o.KeepTTL && given {
		return o, errSyntax
	}
	if given {
		o.Deadline, problem = time.positiveDeadline("set")
	}
	return o, problem
}

// timeOption returns what an option such as EX says of the number behind it.
func timeOption(option []byte) (kind timeKind, known bool) {
	switch {
	case is(option, "ex"):
		return timeKind{second, fromNow}, true
	case is(option, "px"):
		return timeKind{millisecond, fromNow}, true
	case is(option, "exat"):
		return timeKind{second, fromEpoch}, true
	case is(option, "pxat"):
		return timeKind{millisecond, fromEpoch}, true
	}
	return timeKind{}, false
}
