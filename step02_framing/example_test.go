package framing_test

import (
	"fmt"
	"io"
	"net"
	"strings"

	framing "mini-redis/step02_framing"
)

// A command comes as an array of bulk strings, or as a line of words.
func ExampleDecoder_Command() {
	dec := framing.NewDecoder(strings.NewReader("*2\r\n$4\r\nECHO\r\n$5\r\nhello\r\nPING again\r\n*1\r\n$4\r\nPI"))
	for {
		args, err := dec.Command()
		if err != nil {
			fmt.Println(err)
			return
		}
		fmt.Printf("%q\n", args)
	}
	// Output:
	// ["ECHO" "hello"]
	// ["PING" "again"]
	// unexpected EOF
}

// The type of a frame says what it is.
func ExampleDecoder_Frame() {
	dec := framing.NewDecoder(strings.NewReader("+OK\r\n*3\r\n:1\r\n$3\r\ntwo\r\n$-1\r\n"))
	for range 2 {
		f, err := dec.Frame()
		fmt.Printf("%#v %v\n", f, err)
	}
	// Output:
	// "OK" <nil>
	// framing.Array{1, "two", framing.Null{}} <nil>
}

func ExampleEncoder() {
	var b strings.Builder
	enc := framing.NewEncoder(&b)
	enc.Encode(framing.Array{framing.Bulk("GET"), framing.Bulk("user:1")})
	enc.Flush()
	fmt.Printf("%q\n", b.String())
	// Output: "*2\r\n$3\r\nGET\r\n$6\r\nuser:1\r\n"
}

// A server's commands are entries of a table.
func ExampleServeConn() {
	commands := framing.Commands()
	commands["shout"] = framing.Command{
		Arity:  2,
		Handle: func(reply func(framing.Frame), args []string) { reply(framing.Bulk(strings.ToUpper(args[1]))) },
	}
	client, server := net.Pipe()
	go func() {
		defer server.Close()
		framing.ServeConn(server, commands)
	}()

	replies := framing.NewDecoder(client)
	for _, line := range []string{"SHOUT hello\r\n", "SHOUT\r\n", "*x\r\n"} {
		io.WriteString(client, line)
		f, err := replies.Frame()
		fmt.Println(f, err)
	}
	fmt.Println(replies.Frame())
	// Output:
	// HELLO <nil>
	// ERR wrong number of arguments for 'shout' command <nil>
	// ERR Protocol error: invalid multibulk length <nil>
	// <nil> EOF
}
