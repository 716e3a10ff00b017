// Package expiretime is the answer to step 4's exercise on EXPIRETIME.
package expiretime

import (
	"time"

	framing "mini-redis/step02_framing"
	expiry "mini-redis/step04_expiry"
)

// Commands returns the commands of step 4 on s, EXPIRETIME and PEXPIRETIME.
func Commands(s *expiry.Store) framing.Table {
	t := expiry.Commands(s)
	t["expiretime"] = framing.Command{Arity: 2, Handle: func(reply func(framing.Frame), args []string) {
		at := deadline(s, args[1])
		if at > 0 {
			at = at/1000 + at%1000/500
		}
		reply(framing.Integer(at))
	}}
	t["pexpiretime"] = framing.Command{Arity: 2, Handle: func(reply func(framing.Frame), args []string) {
		reply(framing.Integer(deadline(s, args[1])))
	}}
	return t
}

// deadline is the deadline of key, -1 if it has none, -2 if there is no such key.
func deadline(s *expiry.Store, key string) int64 {
	switch at, found := s.Deadline(key, time.Now().UnixMilli()); {
	case !found:
		return -2
	case at == 0:
		return -1
	default:
		return at
	}
}
