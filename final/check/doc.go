// Package check tells a learner what a server of their own does and what it
// doesn't do yet. It has a spec for each step, a readable script of
// conversations, and a runner that plays them against a server in any language.
//
//	for _, spec := range check.Specs() {
//		runner := check.Runner{Target: check.Command{Args: []string{"./server", "--port", "{port}"}}}
//		for result := range runner.Run(ctx, spec.Cases) {
//			if result.Outcome == check.Fail {
//				fmt.Print(result.Text(check.Style{Hint: true}))
//			}
//		}
//	}
//
// A [Spec] has [Case]s, a [Runner] plays them against a [Target] and yields a
// [Result] for each. A target is a program that the runner starts ([Command]), a
// server that runs already ([Address]), or one in this process, for
// the tests of the steps ([InProcess], [Test]).
//
// [Load] has cases about what no client sees, but the machine: descriptors, processor time and
// memory. A program that is built with Go's race detector is held to that, too ([Command.Races]).
//
// # The format
//
// A spec file, specs/stepNN_name.spec, is read line by line, and so are the
// exercises of a chapter, exercises/stepNN_name.spec, which only [Exercises] returns.
// The chapter docs/08-your-own.md explains the format; in short:
//
//	# title                  begins a case: a sentence about behaviour
//	! hint                   the idea, for those who ask
//	@ own rule: why          Redis does something else
//	@ own server maxconns=2 grace=300ms
//	                         a server for this case alone, with these limits if any
//	@ 500 times              the conversation is played so often, and must pass each time
//	@ once in 20 tries       it is played up to so often, and must pass once
//	@ explains others        if it fails as a ? line says, it is shown before the others
//	; comment
//
//	> SET a~ "x y"           client a sends a command; b> to z> are other clients
//	c-f> PING                each of the clients c to f does; so with < and the words below
//	> raw "PING\r\n" "x"*99  … or bytes as they are
//	> 1000 times ECHO {n}    … or many of either, at once; {n} is 1, 2 and so on
//	> meanwhile 9 times PING … and the next line doesn't wait until they are sent
//	< +OK                    a simple string; -ERR text is an error, both to the line's end
//	< -ERR unknown...        … with any rest
//	< :7                     an integer; :1..9 is one from 1 to 9
//	< "x y"                  a bulk string; nil is null
//	< [ "a" :1 [ nil ] ]     an array; [ any-order "a" "b" ] in any order
//	< any                    any one reply
//	< either :1 or nil       one of these replies; texts go to the next blank
//	< 1000 times "{n}"       1,000 such replies
//	< many :1                any number of them, up to another one, which the next line expects
//	< any-order "a" :1       these replies, whichever comes first
//	< eventually :0          repeats the client's last command until this comes
//	< raw "+PONG\r\n"        these bytes
//	< nothing 100ms          no bytes for so long, and the connection stays open
//	< closed                 the server ends the connection
//	< closed cleanly         … and doesn't reset it
//	? silence: why           the cause if the line above fails in that way: silence, part,
//	                         closed, other or more; without a word, in any of them
//
//	wait 60ms                time passes
//	connect b                b connects, and sends nothing yet
//	close a                  a closes its connection
//	end a                    a closes its half of it
//	stop                     the server gets SIGTERM
//	runs 100ms               it still runs after so long
//	exits                    it ends, with status 0
//	refused c                c can't connect any more
//
// A tilde stands for a suffix that is fresh in each run of a case, so a case
// touches no key and no channel but its own. A case that can't do without an empty
// server (DBSIZE, KEYS *, NUMPAT) has a line `@ own server`.
//
// The book names cases by their numbers, so that these stay: a case that is added stands
// at the end of its step.
//
// What holds:
//
//   - Comparison is byte by byte. A reply is read to its end and no further, and
//     what is left over at the end of a case is a failure, if it has come by then:
//     only `nothing` waits for what should not come.
//   - Waits are short, and bounds on time are one-sided: a slow machine makes a
//     case slow, never red.
//   - A case that is played many times is played less often if that takes more than 3 s.
//   - A cause was seen, or is the one that the case names, or is guessed: then the hint
//     is printed with it.
//   - Time and memory are bounded whatever a server does: 2 s for a reply (0.5 s
//     if the server has let one case wait in vain and has said nothing to any),
//     10 s for a case (2 min for one of [Load]), and 1 MB more than what is
//     expected for a reply. A second client, which asks whether the server serves
//     others, waits as long as the first.
//   - No process is left behind, unless it leaves its process group: a program runs in
//     a group of its own, which is killed in the end. (Where there are no process groups, what
//     the program itself started may stay.)
package check
