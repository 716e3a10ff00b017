package resp

import (
	"slices"
	"strings"
	"testing"
)

const clientList = "*2\r\n$6\r\nclient\r\n$4\r\nlist\r\n"

// Every number was checked against qbuf in CLIENT LIST of redis-server 7.0.15, to
// which the pieces were sent one after the other.
func TestCommandLenIsQbuf(t *testing.T) {
	tests := []struct {
		name   string
		pieces []string
		want   []int
	}{
		{"alone", []string{clientList}, []int{26}},
		{"after another command", []string{"PING\r\n" + clientList}, []int{32, 32}},
		{"before another command", []string{clientList + "PING\r\n"}, []int{32, 32}},
		{"among others", []string{clientList + clientList + "PING\r\n" + clientList}, []int{84, 84, 84, 84}},
		{"after a command that arrived before", []string{"PING\r\n", clientList}, []int{6, 26}},
		{"cut behind an argument", []string{clientList[:16], clientList[16:]}, []int{10}},
		{"cut behind a header", []string{clientList[:8], clientList[8:]}, []int{18}},
		{"cut inside an argument", []string{clientList[:10], clientList[10:]}, []int{18}},
		{"behind a command that was cut", []string{clientList + "*1\r\n$4\r\nPI", "NG\r\n" + clientList}, []int{36, 32, 32}},
		{"inline", []string{"client list\r\n"}, []int{13}},
		{"inline, cut", []string{"clie", "nt list\n"}, []int{12}},
		{"behind nothing", []string{"\r\n*0\r\n" + clientList}, []int{32}},
	}
	for _, test := range tests {
		var sizes, got []int
		for _, piece := range test.pieces {
			sizes = append(sizes, len(piece))
		}
		r := NewReader(&pieces{data: strings.Join(test.pieces, ""), sizes: sizes})
		for {
			if _, err := r.ReadCommand(); err != nil {
				break
			}
			got = append(got, r.CommandLen())
		}
		if !slices.Equal(got, test.want) {
			t.Errorf("%s: got %v, want %v", test.name, got, test.want)
		}
	}
}

func TestCommandLenWhileReadRunsIsWhatHasNotBeenParsed(t *testing.T) {
	src := &pieces{data: "PING\r\nPI" + "NG\r\n*2\r\n$1\r\nx\r\n$5\r\nab" + "cde\r\n", sizes: []int{8, 21, 5}}
	r := NewReader(src)
	var got []int
	src.before = func() { got = append(got, r.CommandLen()) }
	readAll(r)
	if want := []int{0, 2, 2, 0}; !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}
