// Package notify is the answer to step 5's exercise on keys that have changed.
package notify

import (
	framing "mini-redis/step02_framing"
	expiry "mini-redis/step04_expiry"
	pubsub "mini-redis/step05_pubsub"
)

// Commands returns the commands of step 5, of which SET and APPEND tell the
// subscribers of their key.
func Commands(h *pubsub.Hub, s *expiry.Store) framing.Table {
	t := pubsub.Commands(h, s)
	for _, name := range []string{"set", "append"} {
		t[name] = telling(t, name)
	}
	return t
}

// telling returns the command name of t, which publishes its name when it has
// stored something.
func telling(t framing.Table, name string) framing.Command {
	change, publish := t[name], t["publish"].Handle
	handle := func(reply func(framing.Frame), args []string) {
		change.Handle(func(f framing.Frame) {
			switch f.(type) {
			case framing.Null, framing.ErrorReply: // nothing has changed
			default:
				publish(func(framing.Frame) {}, []string{"publish", "__keyspace@0__:" + args[1], name})
			}
			reply(f)
		}, args)
	}
	return framing.Command{Arity: change.Arity, Handle: handle}
}
