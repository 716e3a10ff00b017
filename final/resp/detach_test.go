package resp

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// What was detached stays as it was while the Reader goes on, and the arguments beside
// it hold until the next call; the commands are those that were sent.
func TestDetachedArgumentsStayAsTheyAre(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		sent := drawCommands(t)
		var stream []byte
		for _, command := range sent {
			stream = AppendCommand(stream, command...)
		}
		r := NewReader(&pieces{data: string(stream), sizes: drawSizes(t)})
		type kept struct {
			arg  []byte
			want string
		}
		var all []kept
		for _, want := range sent {
			args, err := r.ReadCommand()
			if err != nil {
				t.Fatal(err)
			}
			for i, arg := range args {
				if r.Detach(arg) {
					all = append(all, kept{arg, want[i]})
				}
			}
			if got := asStrings(args); !slices.Equal(got, want) {
				t.Fatalf("got %.100q, want %.100q", got, want)
			}
		}
		if _, err := r.ReadCommand(); err != io.EOF {
			t.Fatalf("got %v, want %v", err, io.EOF)
		}
		for _, k := range all {
			if string(k.arg) != k.want {
				t.Fatalf("%d bytes were detached and have changed", len(k.arg))
			}
		}
	})
}

// A long value is detached wherever in its command it stands, however it arrives, and
// whatever follows. Others are not.
func TestDetachTakesLongValues(t *testing.T) {
	long, short := strings.Repeat("v", 100_000), strings.Repeat("v", 20_000)
	for _, test := range []struct {
		command []string
		want    bool
	}{
		{[]string{"SET", "k", long}, true},
		{[]string{"SET", "k", strings.Repeat(long, 50)}, true},
		{[]string{"SET", "k", long, "EX", "10", "NX", "GET"}, true},
		{[]string{"SETEX", "k", "10", long}, true},
		{[]string{"SET", "k", short}, false},
		{[]string{"SET", short, long}, false},
		{[]string{"MSET", "k", long, "l", long}, false},
	} {
		for _, size := range []int{1460, 30_000, 1 << 30} {
			t.Run(fmt.Sprintf("%.20q in pieces of %d", test.command, size), func(t *testing.T) {
				stream := string(AppendCommand(nil, test.command...)) + "PING\r\n"
				r := NewReader(&pieces{data: strings.Repeat(stream, 3), sizes: []int{size}})
				for range 3 {
					args, err := r.ReadCommand()
					if err != nil {
						t.Fatal(err)
					}
					got := slices.ContainsFunc(args, r.Detach)
					if got != test.want {
						t.Errorf("got %v, want %v", got, test.want)
					}
					if args, err := r.ReadCommand(); err != nil || string(args[0]) != "PING" {
						t.Fatalf("got %.20q, %v behind it; want PING", args, err)
					}
				}
			})
		}
	}
}

// An array that is given away is at most a seventh longer than the argument in it.
func TestDetachWastesLittle(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 300_000).Draw(t, "value")
		key := strings.Repeat("k", rapid.IntRange(0, n/4).Draw(t, "key"))
		r := NewReader(&pieces{data: string(AppendCommand(nil, "SET", key, strings.Repeat("v", n))), sizes: drawSizes(t)})
		args, err := r.ReadCommand()
		if err != nil {
			t.Fatal(err)
		}
		if size := len(r.in.buf); r.Detach(args[2]) && size-n > n/7 {
			t.Fatalf("%d bytes detached of an array of %d", n, size)
		}
	})
}

func TestDetachLeavesUnreadBytesInTheirOrder(t *testing.T) {
	value := strings.Repeat("v", 1<<20)
	stream := string(AppendCommand(nil, "SET", "k", value, "EX", "10")) + strings.Repeat("PING\r\n", 20) + "*1\r\n$4\r\nPO"
	r := NewReader(&pieces{data: stream + "NG\r\n", sizes: []int{len(stream), 4}})
	args, err := r.ReadCommand()
	if err != nil || !r.Detach(args[2]) {
		t.Fatalf("got %.20q, %v, not detached", args, err)
	}
	if n := r.Buffered(); n == 0 {
		t.Fatal("nothing has arrived behind the command")
	}
	rest, err := readAll(r)
	if len(rest) != 21 || rest[19][0] != "PING" || rest[20][0] != "PONG" || err != io.EOF {
		t.Errorf("got %q, %v behind it; want PING 20 times, PONG, EOF", rest, err)
	}
}
