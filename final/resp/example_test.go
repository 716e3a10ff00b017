package resp_test

import (
	"errors"
	"fmt"
	"io"
	"strings"

	"mini-redis/final/resp"
)

// flushingReader writes the replies that wait whenever its Reader is about to
// wait: the commands of a pipeline are answered in one write.
type flushingReader struct {
	io.Reader
	replies *resp.Writer
}

func (f flushingReader) Read(b []byte) (int, error) {
	if err := f.replies.Flush(); err != nil {
		return 0, err
	}
	return f.Reader.Read(b)
}

// printer stands for a connection to write to. It prints each Write.
type printer struct{}

func (printer) Write(b []byte) (int, error) {
	fmt.Printf("%q\n", b)
	return len(b), nil
}

// The core of a server's connection. src stands for one on which a client has sent
// an array, an inline command, and something that is neither.
func ExampleReader() {
	src := strings.NewReader("*1\r\n$4\r\nPING\r\nECHO \"hello world\"\r\n*1\r\n:5\r\n")
	w := resp.NewWriter(printer{})
	r := resp.NewReader(flushingReader{src, w})
	for {
		args, err := r.ReadCommand()
		if err != nil {
			if p, ok := errors.AsType[*resp.ProtocolError](err); ok {
				w.Error("ERR " + p.Error())
			}
			w.Flush()
			return
		}
		switch string(args[0]) {
		case "PING":
			w.SimpleString("PONG")
		case "ECHO":
			w.Bulk(args[1])
		}
	}
	// Output:
	// "+PONG\r\n$11\r\nhello world\r\n-ERR Protocol error: expected '$', got ':'\r\n"
}

func ExampleWriter() {
	w := resp.NewWriter(printer{})
	w.Array(3)
	w.BulkString("subscribe")
	w.BulkString("news")
	w.Int(1)
	w.Flush()
	// Output:
	// "*3\r\n$9\r\nsubscribe\r\n$4\r\nnews\r\n:1\r\n"
}

// HELLO 3 on a connection that began with RESP2: the same call writes both forms.
func ExampleWriter_SetProtocol() {
	w := resp.NewWriter(printer{})
	for _, version := range []int{2, 3} {
		w.SetProtocol(version)
		w.Map(1)
		w.BulkString("proto")
		w.Int(int64(w.Protocol()))
		w.Null()
		w.Flush()
	}
	// Output:
	// "*2\r\n$5\r\nproto\r\n:2\r\n$-1\r\n"
	// "%1\r\n$5\r\nproto\r\n:3\r\n_\r\n"
}

func ExampleReplyReader() {
	r := resp.NewReplyReader(strings.NewReader("*2\r\n$5\r\nhello\r\n$-1\r\n-ERR syntax error\r\n"))
	for {
		reply, err := r.ReadReply()
		if err != nil {
			fmt.Println(err)
			return
		}
		switch reply.Kind {
		case resp.KindError:
			fmt.Println("the server says:", reply.Str)
		case resp.KindArray:
			for _, element := range reply.Array {
				fmt.Printf("%v %q\n", element.Kind, element.Str)
			}
		}
	}
	// Output:
	// bulk string "hello"
	// null ""
	// the server says: ERR syntax error
	// EOF
}

// A server that speaks RESP3 answers with more types, and sends messages that
// answer nothing.
func ExampleReplyReader_resp3() {
	r := resp.NewReplyReader(strings.NewReader(
		">3\r\n$7\r\nmessage\r\n$4\r\nnews\r\n$5\r\nhello\r\n" +
			"%2\r\n$5\r\nproto\r\n:3\r\n$5\r\nratio\r\n,0.5\r\n"))
	for {
		reply, err := r.ReadReply()
		if err != nil {
			return
		}
		switch reply.Kind {
		case resp.KindPush:
			fmt.Println("message on", reply.Array[1].Str+":", reply.Array[2].Str)
		case resp.KindMap:
			for i := 0; i < len(reply.Array); i += 2 {
				key, value := reply.Array[i], reply.Array[i+1]
				fmt.Println(key.Str, "is of kind", value.Kind, value.Int, value.Float)
			}
		}
	}
	// Output:
	// message on news: hello
	// proto is of kind integer 3 0
	// ratio is of kind double 0 0.5
}

func ExampleAppendCommand() {
	fmt.Printf("%q\n", resp.AppendCommand(nil, "SET", "greeting", "hello world"))
	// Output:
	// "*3\r\n$3\r\nSET\r\n$8\r\ngreeting\r\n$11\r\nhello world\r\n"
}
