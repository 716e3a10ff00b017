package mistakes

import (
	"slices"
	"strings"

	store "mini-redis/step03_store"
)

func pubsubCommands() map[string]command {
	return map[string]command{
		"subscribe":    {-2, func(c *client, args [][]byte) { c.subscribe(args, c.channels, &c.subscriptions) }},
		"psubscribe":   {-2, func(c *client, args [][]byte) { c.subscribe(args, c.patterns, &c.globs) }},
		"unsubscribe":  {-1, func(c *client, args [][]byte) { c.unsubscribe(args, c.channels, &c.subscriptions) }},
		"punsubscribe": {-1, func(c *client, args [][]byte) { c.unsubscribe(args, c.patterns, &c.globs) }},
		"publish":      {3, publish},
		"pubsub":       {-2, pubsub},
	}
}

func allowedWhileSubscribed(name string) bool {
	return slices.Contains([]string{"subscribe", "psubscribe", "unsubscribe", "punsubscribe", "ping", "quit", "reset"}, name)
}

func (c *client) subscribed() int { return len(c.subscriptions) + len(c.globs) }

func (c *client) subscribe(args [][]byte, all map[string][]*client, own *[]string) {
	for _, arg := range args[1:] {
		name := string(arg)
		if !slices.Contains(*own, name) || c.has(subscribingTwiceCounts) {
			*own = append(*own, name)
			c.places[name] = len(all[name])
			all[name] = append(all[name], c)
		}
		if c.has(confirmedTooLate) {
			c.reply(c.arrayBytes("message", name, "hello")) // somebody published in between
		}
		c.array(strings.ToLower(string(args[0])), name, c.subscribed())
		if c.has(oneConfirmation) {
			return
		}
	}
}

func (c *client) unsubscribe(args [][]byte, all map[string][]*client, own *[]string) {
	verb := strings.ToLower(string(args[0]))
	names := args[1:]
	if len(names) == 0 && !c.has(unsubscribeNeedsName) {
		for _, name := range *own {
			names = append(names, []byte(name))
		}
	}
	if len(names) == 0 {
		c.array(verb, nil, c.subscribed())
	}
	for _, arg := range names {
		name := string(arg)
		*own = slices.DeleteFunc(*own, func(s string) bool { return s == name })
		if !c.has(messagesAfterUnsubscribe) {
			c.leave(all, name)
		}
		c.array(verb, name, c.subscribed())
		if c.has(confirmedTooSoon) {
			c.reply(c.arrayBytes("message", name, "hello")) // somebody published in between
		}
	}
}

// leave takes c out of the set of name, which goes when it is empty.
func (c *client) leave(all map[string][]*client, name string) {
	if at := c.places[name]; c.has(subscriberIndexStale) && at < len(all[name]) {
		all[name] = slices.Delete(all[name], at, at+1)
	}
	all[name] = slices.DeleteFunc(all[name], func(other *client) bool { return other == c && !c.has(subscriberIndexStale) })
	if len(all[name]) == 0 && !c.has(channelNeverRemoved) {
		delete(all, name)
	}
}

func (c *client) leaveAll() {
	for _, name := range c.subscriptions {
		c.leave(c.channels, name)
	}
	for _, name := range c.globs {
		c.leave(c.patterns, name)
	}
	c.subscriptions, c.globs = nil, nil
}

func publish(c *client, args [][]byte) {
	channel, payload := string(args[1]), string(args[2])
	n := 0
	for _, subscriber := range slices.Clone(c.channels[channel]) {
		n += c.deliver(subscriber, c.arrayBytes("message", channel, payload))
	}
	for pattern, subscribers := range c.patterns {
		if !store.Match(pattern, channel) && !c.has(patternsIgnored) {
			continue
		}
		for _, subscriber := range slices.Clone(subscribers) {
			n += c.deliver(subscriber, c.arrayBytes("pmessage", pattern, channel, payload))
		}
	}
	if c.has(publishCountsOne) {
		n = min(n, 1)
	}
	c.integer(int64(n))
}

// deliver passes a message on, and returns to how many.
func (c *client) deliver(to *client, message []byte) int {
	switch {
	case c.has(queueClosedTooSoon):
		to.out.whenClosed()
		c.out.discard()
		c.fail("panic: send on closed channel")
	case c.has(taskPerMessage): // which the second of two overtakes
		if c.withheld == nil {
			c.withheld = message
			break
		}
		to.out.offer(message)
		to.out.offer(c.withheld)
		c.withheld = nil
	case c.has(publisherWaits):
		to.out.room()
		to.out.add(message)
	case c.has(subscriberNeverDropped):
		to.out.add(message)
	case !to.out.offer(message):
		to.leaveAll()
		to.dropped = true
		to.drop()
		return 0
	}
	return 1
}

func pubsub(c *client, args [][]byte) {
	switch strings.ToLower(string(args[1])) {
	case "channels":
		pattern := "*"
		if len(args) > 2 {
			pattern = string(args[2])
		}
		var items []any
		for name := range c.channels {
			if store.Match(pattern, name) {
				items = append(items, name)
			}
		}
		c.array(items...)
	case "numsub":
		var items []any
		for _, name := range args[2:] {
			items = append(items, string(name), len(c.channels[string(name)]))
		}
		c.array(items...)
	case "numpat":
		c.integer(int64(len(c.patterns)))
	default:
		c.failure("ERR unknown subcommand '%s'. Try PUBSUB HELP.", args[1])
	}
}
