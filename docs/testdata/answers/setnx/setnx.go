// Package setnx is the answer to step 3's exercise on SETNX.
package setnx

import (
	framing "mini-redis/step02_framing"
	store "mini-redis/step03_store"
)

// Commands returns the commands of step 3 on ks, and SETNX.
func Commands(ks store.Keyspace) framing.Table {
	t := store.Commands(ks)
	t["setnx"] = framing.Command{Arity: 3, Handle: func(reply func(framing.Frame), args []string) {
		stored := framing.Integer(0)
		ks.Update(args[1], func(old store.Value) (string, bool) {
			if old.Found {
				return "", false
			}
			stored = 1
			return args[2], true
		})
		reply(stored)
	}}
	return t
}
