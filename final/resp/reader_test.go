package resp

import (
	"errors"
	"fmt"
	"io"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

func drawCommands(t *rapid.T) [][]string {
	arg := rapid.Custom(func(t *rapid.T) string {
		n := rapid.OneOf(rapid.IntRange(0, 20), rapid.IntRange(0, 70_000)).Draw(t, "length")
		pattern := rapid.SliceOfN(rapid.Byte(), 1, 12).Draw(t, "pattern")
		return strings.Repeat(string(pattern), n/len(pattern)+1)[:n]
	})
	return rapid.SliceOfN(rapid.SliceOfN(arg, 1, 6), 1, 12).Draw(t, "commands")
}

// What AppendCommand encodes, ReadCommand returns, however the stream is cut.
func TestCommandsReadBackEqualUnderEverySplit(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		want := drawCommands(t)
		var stream []byte
		for _, command := range want {
			stream = AppendCommand(stream, command...)
		}
		got, err := readAll(NewReader(&pieces{data: string(stream), sizes: drawSizes(t)}))
		if err != io.EOF || !reflect.DeepEqual(got, want) {
			t.Fatalf("read %.300q, %v\nwant %.300q, EOF", got, err, want)
		}
	})
}

// fragments are what byte streams are made of that come close to being commands.
var fragments = []string{
	"*", "$", "\r", "\n", "\r\n", "*1\r\n", "*2\r\n", "*0\r\n", "*-1\r\n", "$4\r\nPING\r\n", "$0\r\n\r\n", "$1\r\nx",
	"ECHO ", "\"", "'", "\\", "\\x41", " ", "\t", "\x00", "0", "1", "-", ":1\r\n", "\"a b\"", "\xff",
}

// The commands and the error that come out of a stream depend on its bytes alone.
func TestCommandsDependOnTheBytesNotOnTheirSplit(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		stream := strings.Join(rapid.SliceOf(rapid.SampledFrom(fragments)).Draw(t, "stream"), "")
		if rapid.Bool().Draw(t, "long") {
			stream += strings.Repeat("a", rapid.IntRange(MaxLineLen-4, MaxLineLen+4).Draw(t, "filler")) + "\r\nPING\r\n"
		}
		want, wantErr := readAll(NewReader(strings.NewReader(stream)))
		got, err := readAll(NewReader(&pieces{data: stream, sizes: drawSizes(t)}))
		if !reflect.DeepEqual(got, want) || !reflect.DeepEqual(err, wantErr) {
			t.Fatalf("in pieces %.300q, %v\nat once %.300q, %v", got, err, want, wantErr)
		}
	})
}

// A header that arrives as a whole or in two pieces means what it means byte by byte,
// whatever is in the place of its number.
func TestNumbersInHeadersDependOnTheirBytes(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		number := rapid.StringMatching(`[0-9]{0,3}|0*[0-9]{1,11}|[-+ 0-9\r\x00/:]{0,4}`)
		stream := fmt.Sprintf("*%s\r\n$%s\r\nPING\r\n", number.Draw(t, "count"), number.Draw(t, "length"))
		if rapid.Bool().Draw(t, "one argument") {
			stream = fmt.Sprintf("*1\rx$%s\ry%s\r\nPING\r\n", number.Draw(t, "length"), strings.Repeat("v", rapid.IntRange(0, 20).Draw(t, "value")))
		}
		want, wantErr := readAll(NewReader(&pieces{data: stream, sizes: []int{1}}))
		for cut := 1; cut <= len(stream); cut++ {
			got, err := readAll(NewReader(&pieces{data: stream, sizes: []int{cut, len(stream)}}))
			if !reflect.DeepEqual(got, want) || !reflect.DeepEqual(err, wantErr) {
				t.Fatalf("%q cut at %d: %q, %v\nbyte by byte: %q, %v", stream, cut, got, err, want, wantErr)
			}
		}
	})
}

// Every expectation was checked against redis-server 7.0.15.
func TestReaderTakesWhatRedisTakes(t *testing.T) {
	tests := []struct {
		name, stream string
		want         [][]string
	}{
		{"array", "*2\r\n$3\r\nGET\r\n$1\r\nk\r\n", [][]string{{"GET", "k"}}},
		{"pipeline", "*1\r\n$4\r\nPING\r\nPING\r\n*1\r\n$4\r\nPING\r\n", [][]string{{"PING"}, {"PING"}, {"PING"}}},
		{"empty argument", "*2\r\n$4\r\nECHO\r\n$0\r\n\r\n", [][]string{{"ECHO", ""}}},
		{"line breaks in a payload", "*1\r\n$4\r\n\r\n\r\n\r\n", [][]string{{"\r\n\r\n"}}},
		{"any byte after the \\r of a header", "*1\rX$4\r\xffPING\r\n", [][]string{{"PING"}}},
		{"any two bytes after a payload", "*1\r\n$4\r\nPINGxy*1\r\n$4\r\nPING\r\n", [][]string{{"PING"}, {"PING"}}},
		{"empty array", "*0\r\nPING\r\n", [][]string{{"PING"}}},
		{"null array", "*-1\r\nPING\r\n", [][]string{{"PING"}}},
		{"any negative array", "*-9223372036854775808\r\nPING\r\n", [][]string{{"PING"}}},
		{"empty lines", "\r\n\n \t\v\f\r\n\r\r\nPING\n", [][]string{{"PING"}}},
		{"inline after a short payload", "*1\r\n$2\r\nPING\r\n", [][]string{{"PI"}}},
		{"array only at the start of a line", " *1\r\n", [][]string{{"*1"}}},
		{"quoted empty name", "\"\"\r\n", [][]string{{""}}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			got, err := readAll(NewReader(strings.NewReader(test.stream)))
			if err != io.EOF || !reflect.DeepEqual(got, test.want) {
				t.Errorf("%q: got %q, %v; want %q, EOF", test.stream, got, err, test.want)
			}
		})
	}
}

// Whenever Read is called, all commands that have arrived have been returned.
func TestReaderReadsOnlyWhenNoCommandIsComplete(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var stream strings.Builder
		var ends []int // ends[i] is where command i is complete
		for _, command := range drawCommands(t) {
			stream.Write(AppendCommand(nil, command...))
			ends = append(ends, stream.Len())
		}
		src := &pieces{data: stream.String(), sizes: drawSizes(t)}
		returned := 0
		src.before = func() {
			arrived := stream.Len() - len(src.data)
			if returned < len(ends) && ends[returned] <= arrived {
				t.Fatalf("Read called with command %d, which ends at %d, among the %d bytes that have arrived",
					returned, ends[returned], arrived)
			}
		}
		r := NewReader(src)
		for ; returned < len(ends); returned++ {
			if _, err := r.ReadCommand(); err != nil {
				t.Fatal(err)
			}
		}
		if got := r.Buffered(); got != 0 {
			t.Fatalf("%d bytes buffered after the last command", got)
		}
	})
}

// interrupted is a source that fails with errStalled before every byte.
type interrupted struct {
	src  io.Reader
	fail bool
}

func (i *interrupted) Read(b []byte) (int, error) {
	if i.fail = !i.fail; i.fail {
		return 0, errStalled
	}
	return i.src.Read(b[:1])
}

func TestReaderGoesOnAfterAReadError(t *testing.T) {
	want := [][]string{{"SET", "k", strings.Repeat("v", 5000)}, {"PING"}, {"GET", "k"}}
	stream := AppendCommand(nil, want[0]...)
	stream = append(stream, "PING\r\n"...)
	stream = AppendCommand(stream, want[2]...)
	r := NewReader(&interrupted{src: strings.NewReader(string(stream))})
	var got [][]string
	failures := 0
	for {
		args, err := r.ReadCommand()
		if err == io.EOF {
			break
		}
		if err == errStalled {
			failures++
			continue
		}
		require.NoError(t, err)
		got = append(got, asStrings(args))
	}
	require.Equal(t, want, got)
	require.Equal(t, len(stream)+1, failures)
}

func TestEndOfStreamIsCleanOnlyBetweenCommands(t *testing.T) {
	for stream, want := range map[string]error{
		"":                               io.EOF,
		"PING\r\n":                       io.EOF,
		"*0\r\n":                         io.EOF,
		"\r\n":                           io.EOF,
		"P":                              io.ErrUnexpectedEOF,
		"\r":                             io.ErrUnexpectedEOF,
		"*":                              io.ErrUnexpectedEOF,
		"*1\r":                           io.ErrUnexpectedEOF,
		"*1\r\n":                         io.ErrUnexpectedEOF,
		"*1\r\n$1\r\nx\r":                io.ErrUnexpectedEOF,
		"*2\r\n$1\r\nx\r\n":              io.ErrUnexpectedEOF,
		"PING\x00\r\nPING\r\n":           io.ErrUnexpectedEOF, // a NUL hides the end of its line
		"*1\x00\r\nPING\r\n":             io.ErrUnexpectedEOF,
		"*1\r\n$4\x00\r\nPING\r\n":       io.ErrUnexpectedEOF,
		"*1\r\n$536870912\r\nPING\r\n\n": io.ErrUnexpectedEOF,
	} {
		if _, err := readAll(NewReader(strings.NewReader(stream))); err != want {
			t.Errorf("%q: got %v, want %v", stream, err, want)
		}
	}
}

func TestReadErrorComesAfterTheBytesThatCameWithIt(t *testing.T) {
	src := readerFunc(func(b []byte) (int, error) { return copy(b, "PING\r\nPI"), errStalled })
	r := NewReader(src)
	args, err := r.ReadCommand()
	if err != nil || len(args) != 1 {
		t.Fatalf("got %q, %v; want PING", args, err)
	}
	if _, err := r.ReadCommand(); err != errStalled {
		t.Errorf("got %v, want %v", err, errStalled)
	}
	args, err = r.ReadCommand() // reads again, and goes on with what was there
	if err != nil || string(args[0]) != "PIPING" {
		t.Errorf("got %q, %v; want PIPING", args, err)
	}
}

type readerFunc func([]byte) (int, error)

func (f readerFunc) Read(b []byte) (int, error) { return f(b) }

func TestSourceThatReturnsNothingIsGivenUp(t *testing.T) {
	r := NewReader(readerFunc(func([]byte) (int, error) { return 0, nil }))
	if _, err := r.ReadCommand(); !errors.Is(err, io.ErrNoProgress) {
		t.Errorf("got %v, want %v", err, io.ErrNoProgress)
	}
}

func TestArgumentsAreTheCallersUntilTheNextCall(t *testing.T) {
	r := NewReader(strings.NewReader("*2\r\n$1\r\na\r\n$1\r\nb\r\nPING\r\n"))
	args, err := r.ReadCommand()
	if err != nil {
		t.Fatal(err)
	}
	_ = append(args[0], "xxxxxxxxxxxxxxxx"...)
	args[0][0] = 'A'
	if got := asStrings(args); !slices.Equal(got, []string{"A", "b"}) {
		t.Errorf("got %q after an append to the first argument, want A b", got)
	}
	next, err := r.ReadCommand()
	if err != nil || string(next[0]) != "PING" {
		t.Errorf("got %q, %v; want PING", next, err)
	}
	if args[1] != nil {
		t.Errorf("argument of the last command is %q, want nil", args[1])
	}
}
