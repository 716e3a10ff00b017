package main

import "fmt"

// reached returns what to tell a reader who has just ended a step, "" for whoever
// is in the middle of one: its cases and those before it pass, and of the next step
// the first one doesn't.
func reached(grades []grade) string {
	step := 0
	for _, g := range grades {
		switch next := g.next(); {
		case g.spec.Exercise, g.spec.Step == 0:
		case g.state() == "done":
			step = g.spec.Step
		case g.state() == "outgrown":
		case g.state() == "skipped":
			return milestone(step)
		case next == nil, g.failed[0].Case.ID != g.spec.Cases[0].ID, !isComplete(g.spec):
			return ""
		default:
			return milestone(step)
		}
	}
	return milestone(step)
}

// milestone says what a server can do after a step, what to try it with, and what
// comes next. It is empty for step 0.
func milestone(step int) string {
	words := achievement(step)
	if 1 <= step {
		words += "\nWhat no client sees, such as memory that isn't given back: workbook check load\n"
	}
	if 1 <= step && step < lastStep {
		words += fmt.Sprintf("On to step %d: workbook read %d\n", step+1, step+1)
	}
	return words
}

// achievement has the words for each step. Lines of four blanks are commands, which
// a test types.
func achievement(step int) string {
	switch step {
	case 1:
		return `Step 1 is done: your server serves many clients at once, and gives each its own
bytes back. Start it, and talk to it; Ctrl-C ends nc:

    nc 127.0.0.1 6379
`
	case 2:
		return `Step 2 is done: your server speaks the protocol of Redis, so that Redis's own
programs talk to it. Start it, and try:

    redis-cli ECHO "hello, world"
    redis-benchmark -t ping_mbulk -n 10000 -P 16 -q
`
	case 3:
		return `Step 3 is done: your server keeps data that all its clients share. Start it, and
count something from two terminals at once; client libraries know enough of it, too:

    redis-cli -r 1000 INCR visits
    redis-benchmark -t set,get,incr -n 10000 -q
`
	case 4:
		return `Step 4 is done: your server is a cache, which forgets by itself. Start it, and
keep a session for a minute:

    redis-cli SET session ann EX 60
    redis-cli TTL session
`
	case 5:
		return `Step 5 is done: your server passes messages on, and speaks unasked. Start it,
let redis-cli SUBSCRIBE news wait in another terminal, and type:

    redis-cli PUBLISH news hello
`
	case lastStep:
		return `That is the whole ladder: your server frames, stores, forgets, publishes, limits its
clients and ends without cutting a reply off. Point a program of your own at it, with
any Redis client library; let fifty clients work, and press Ctrl-C at the server meanwhile:

    redis-benchmark -t set,get -c 50 -n 100000 -q

What a server for real use does beyond that: workbook read 7.
`
	}
	return ""
}
