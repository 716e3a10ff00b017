package resp

import (
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// What Ahead finds are the first arguments of the commands that come next, and they come
// as if it had not looked.
func TestAheadFindsWhatComesNext(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var want [][]string
		var stream []byte
		for _, command := range drawCommands(t) {
			if rapid.Bool().Draw(t, "an inline command before it") {
				want = append(want, []string{"ECHO", "a"})
				stream = append(stream, "ECHO a\r\n"...)
			}
			want = append(want, command)
			stream = AppendCommand(stream, command...)
		}
		r := NewReader(&pieces{data: string(stream), sizes: drawSizes(t)})
		var foreseen []string
		for _, command := range want {
			if len(foreseen) == 0 {
				var keys [4][]byte
				foreseen = asStrings(keys[:r.Ahead(keys[:])])
			}
			args, err := r.ReadCommand()
			if err != nil || !slices.Equal(asStrings(args), command) {
				t.Fatalf("got %.100q, %v, want %.100q", args, err, command)
			}
			if len(foreseen) > 0 {
				if len(command) < 2 || command[1] != foreseen[0] {
					t.Fatalf("foreseen %.100q, got %.100q", foreseen[0], command)
				}
				foreseen = foreseen[1:]
			}
		}
	})
}

// Ahead stops before what it does not know, and takes no more than there is room for.
func TestAheadStops(t *testing.T) {
	get := string(AppendCommand(nil, "GET", "k"))
	for name, test := range map[string]struct {
		behind string
		want   int
	}{
		"at the end":                 {get + get, 2},
		"after as many as asked for": {strings.Repeat(get, 5), 3},
		"at a command of one word":   {get + string(AppendCommand(nil, "PING")) + get, 1},
		"at an inline command":       {get + "GET k\r\n" + get, 1},
		"at half a header":           {get + "*2\r", 1},
		"at half an argument":        {get + get[:len(get)-2], 1},
		"at a length too large":      {get + "*2\r\n$3\r\nGET\r\n$99999999\r\nk\r\n", 1},
		"at a negative length":       {get + "*2\r\n$-1\r\n", 1},
		"at nothing":                 {"", 0},
	} {
		r := NewReader(strings.NewReader(get + test.behind))
		if _, err := r.ReadCommand(); err != nil {
			t.Fatal(err)
		}
		var keys [3][]byte
		if got := r.Ahead(keys[:]); got != test.want {
			t.Errorf("%s: %d commands, want %d", name, got, test.want)
		}
	}
}

// In the middle of a command there is nothing to look at, although the argument that has
// arrived might be taken for commands.
func TestAheadKnowsTheMiddleOfACommand(t *testing.T) {
	inside := string(AppendCommand(nil, "GET", "k"))
	set := string(AppendCommand(nil, "SET", "k", inside, "NX"))
	r := NewReader(&pieces{data: set[:len(set)-3]})
	if _, err := r.ReadCommand(); err == nil {
		t.Fatal("the command is not complete")
	}
	var keys [3][]byte
	if got := r.Ahead(keys[:]); got != 0 {
		t.Errorf("%d commands, want 0", got)
	}
}
