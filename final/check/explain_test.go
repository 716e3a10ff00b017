package check_test

import (
	"fmt"
	"strings"
	"testing"

	"mini-redis/final/check"
)

const explained = `# Everything that a line can be
@ own server
> PING
> 1000 times SET key~ "x y"
c-d> meanwhile 2 times raw "PING {n}\r\n"
b> raw "PI" "NG"*2 "\r\n"
< +OK
< -ERR unknown...
< :7
< 3 times :1..9
< "x"*200
< nil
< [ "a" [ ] nil ]
< [ any-order "a" any ]
< any-order "a" :1
< eventually :0
< raw "+O"
c< nothing 100ms
c-f< either :1 or [ "a" nil ]
< many +OK
< any
< closed
< closed cleanly
wait 60ms
connect b
close b
end a
stop
runs 100ms
exits
refused c
`

// Every kind of line says in words what happens, and shows its bytes if they are
// the only ones possible.
func TestEveryLineIsExplained(t *testing.T) {
	cases, err := check.Parse("example.spec", []byte(explained))
	if err != nil {
		t.Fatal(err)
	}
	var got strings.Builder
	for _, e := range cases[0].Explain() {
		fmt.Fprintf(&got, "%s | %s | %s\n", e.Line, e.Words, e.Bytes)
	}
	want := `> PING | client a sends a command of one word: an array of one bulk string | "*1\r\n$4\r\nPING\r\n"
> 1000 times SET key~ "x y" | client a sends 1000 times a command of 3 words: an array of 3 bulk strings | "*3\r\n$3\r\nSET\r\n$12\r\nkey-00000000\r\n$3\r\nx y\r\n"
c-d> meanwhile 2 times raw "PING {n}\r\n" | each of the clients c to d sends meanwhile 2 times these bytes | "PING 1\r\n"
b> raw "PI" "NG"*2 "\r\n" | client b sends these bytes | "PINGNG\r\n"
< +OK | client a gets a simple string | "+OK\r\n"
< -ERR unknown... | client a gets an error that begins like this | "-ERR unknown"
< :7 | client a gets an integer | ":7\r\n"
< 3 times :1..9 | client a gets 3 times an integer from 1 to 9 | 
< "x"*200 | client a gets a bulk string of 200 bytes | "$200\r\n` + strings.Repeat("x", 94) + `…"
< nil | client a gets null ($-1) | "$-1\r\n"
< [ "a" [ ] nil ] | client a gets an array of 3 elements: a bulk string of 1 byte, an empty array, null ($-1) | "*3\r\n$1\r\na\r\n*0\r\n$-1\r\n"
< [ any-order "a" any ] | client a gets an array of 2 elements in any order: a bulk string of 1 byte, any one reply | 
< any-order "a" :1 | client a gets, in any order, a bulk string of 1 byte, an integer | 
< eventually :0 | client a repeats its command until it gets an integer | ":0\r\n"
< raw "+O" | client a gets these bytes | "+O"
c< nothing 100ms | client c gets nothing for 100ms, on an open connection | 
c-f< either :1 or [ "a" nil ] | each of the clients c to f gets one of these: an integer, an array of 2 elements: a bulk string of 1 byte, null ($-1) | 
< many +OK | client a gets any number of times a simple string | "+OK\r\n"
< any | client a gets any one reply | 
< closed | the server ends the connection of client a | 
< closed cleanly | the server ends the connection of client a, without a reset | 
wait 60ms | 60ms pass | 
connect b | client b connects, and sends nothing yet | 
close b | client b closes its connection | 
end a | client a ends its half of the connection, and still listens | 
stop | the server gets SIGTERM | 
runs 100ms | the server still runs after 100ms | 
exits | the server ends, with status 0 | 
refused c | client c can't connect any more | 
`
	if got.String() != want {
		t.Errorf("got\n%s\nwant\n%s", &got, want)
	}
}
