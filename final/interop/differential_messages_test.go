package interop

// messageMakers make the commands of pub/sub, and some that a subscriber may not
// use.
func messageMakers() []maker {
	channels := func(d drawer) (all []string) {
		for range 1 + d.upTo(3) {
			all = append(all, d.channel())
		}
		return all
	}
	patterns := func(d drawer) (all []string) {
		for range 1 + d.upTo(3) {
			all = append(all, d.channelPattern())
		}
		return all
	}
	maybe := func(draw func(drawer) []string) func(drawer) []string {
		return func(d drawer) []string {
			if d.oneIn(3) {
				return nil
			}
			return draw(d)
		}
	}
	publish := func(d drawer) []string { return []string{d.channel(), d.value()} }
	return []maker{
		{"PUBLISH", publish},
		{"PUBLISH", publish},
		{"PUBLISH", publish},
		{"SUBSCRIBE", channels},
		{"SUBSCRIBE", channels},
		{"UNSUBSCRIBE", maybe(channels)},
		{"PSUBSCRIBE", patterns},
		{"PSUBSCRIBE", patterns},
		{"PUNSUBSCRIBE", maybe(patterns)},
		{"PUBSUB", drawer.pubsub},
		{"PUBSUB", drawer.pubsub},
		{"PING", func(d drawer) []string { return pick(d, nil, []string{d.value()}) }},
		{"RESET", drawer.nothing},
		{"HELLO", func(d drawer) []string { return []string{pick(d, "3", "2")} }},
		{"GET", drawer.oneKey},
		{"SET", drawer.keyAndValue},
		{"ECHO", func(d drawer) []string { return []string{d.value()} }},
		{"QUIT", drawer.rarely},
		{"CLIENT", func(d drawer) []string { return pick(d, []string{"INFO"}, []string{"LIST"}, []string{"GETNAME"}) }},
		{"INFO", func(d drawer) []string { return []string{pick(d, "stats", "clients")} }},
	}
}

func (d drawer) channel() string {
	return pick(d, "a", "a", "b", "b", "ab", "news.go", "", "\x00\r\n", "*", "[a]")
}

func (d drawer) channelPattern() string {
	return pick(d, "*", "a", "a*", "?", "[ab]", "news.*", "", "\\*", "[^a]", "*b", "\x00*", "[", "**")
}

func (d drawer) pubsub() []string {
	switch d.upTo(5) {
	case 0, 1:
		return append([]string{d.spell("CHANNELS")}, pick(d, nil, []string{d.channelPattern()}, []string{d.glob()}, []string{"a", "b"})...)
	case 2, 3:
		args := []string{d.spell("NUMSUB")}
		for range d.upTo(4) {
			args = append(args, d.channel())
		}
		return args
	case 4:
		return []string{d.spell("NUMPAT")}
	}
	return pick(d, nil, []string{d.junk()}, []string{d.junk(), d.junk()}, []string{"NUMPAT", "x"})
}

// killMakers make CLIENT KILL of one of three connections, and what shows it.
func killMakers() []maker {
	return []maker{
		{"CLIENT", drawer.kill},
		{"CLIENT", drawer.kill},
		{"CLIENT", func(d drawer) []string { return append([]string{"LIST"}, d.listOfThree()...) }},
		{"PING", drawer.nothing},
		{"CLIENT", func(d drawer) []string { return []string{"SETNAME", d.name()} }},
		{"SUBSCRIBE", func(d drawer) []string { return []string{d.channel()} }},
		{"PSUBSCRIBE", func(d drawer) []string { return []string{d.channelPattern()} }},
		{"PUBLISH", func(d drawer) []string { return []string{d.channel(), "m"} }},
		{"HELLO", func(d drawer) []string { return []string{pick(d, "2", "3")} }},
		{"PUBSUB", drawer.pubsub},
		{"INFO", func(d drawer) []string { return []string{"clients"} }},
	}
}

func (d drawer) listOfThree() []string {
	return pick(d, nil, nil, []string{"TYPE", "normal"}, []string{"TYPE", "pubsub"}, []string{"ID", "<id:0>", "<id:2>", "<id:1>"}, []string{"ID", "<id:1>", "<id:1>"})
}

func (d drawer) kill() []string {
	n := pick(d, "0", "1", "2")
	if d.oneIn(5) {
		return []string{d.spell("KILL"), "<addr:" + n + ">"}
	}
	args := []string{d.spell("KILL")}
	for range 1 + d.upTo(2) {
		args = append(args, pick(d,
			[]string{d.spell("ID"), "<id:" + n + ">"},
			[]string{d.spell("ADDR"), "<addr:" + n + ">"},
			[]string{d.spell("LADDR"), "<laddr:0>"},
			[]string{d.spell("TYPE"), d.spell(pick(d, "normal", "pubsub", "replica"))},
			[]string{d.spell("USER"), "default"},
			[]string{d.spell("SKIPME"), d.spell(pick(d, "yes", "no"))},
		)...)
	}
	return args
}

// silenceMakers make CLIENT REPLY and what it silences. QUIT is left out: when its
// reply is silenced, redis-server 7.0 keeps the connection and no longer reads it.
func silenceMakers() []maker {
	return []maker{
		{"CLIENT", func(d drawer) []string { return []string{"REPLY", d.spell(pick(d, "OFF", "SKIP", "ON"))} }},
		{"CLIENT", func(d drawer) []string { return []string{"REPLY", d.spell(pick(d, "OFF", "SKIP", "ON"))} }},
		{"PING", drawer.nothing},
		{"SET", drawer.keyAndValue},
		{"GET", drawer.oneKey},
		{"INCR", drawer.oneKey},
		{"ECHO", func(d drawer) []string { return []string{d.value()} }},
		{"SUBSCRIBE", func(d drawer) []string { return []string{d.channel()} }},
		{"PSUBSCRIBE", func(d drawer) []string { return []string{d.channelPattern()} }},
		{"UNSUBSCRIBE", func(d drawer) []string { return []string{d.channel()} }},
		{"PUBLISH", func(d drawer) []string { return []string{d.channel(), d.value()} }},
		{"HELLO", func(d drawer) []string { return []string{pick(d, "2", "3", "4"), "SETNAME", "x"} }},
		{"CLIENT", func(d drawer) []string {
			return pick(d, []string{"GETNAME"}, []string{"REPLY"}, []string{"REPLY", "foo"})
		}},
		{"RESET", drawer.nothing},
	}
}
