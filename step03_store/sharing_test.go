package store_test

import (
	"io"
	"maps"
	"slices"
	"strings"
	"sync"
	"testing"

	framing "mini-redis/step02_framing"
	store "mini-redis/step03_store"

	"github.com/stretchr/testify/require"
)

// Every command takes the lock. This one is for the race detector: it reports
// two accesses that nothing puts in order, even if they never coincide.
func TestEveryCommandTakesTheLock(t *testing.T) {
	commands := store.Commands(store.New())
	var clients sync.WaitGroup
	for name, command := range commands {
		for range 2 {
			clients.Go(func() { call(commands, arguments(name, command)...) })
		}
	}
	clients.Wait()
}

// arguments returns as few as a command takes, its name first.
func arguments(name string, command framing.Command) []string {
	arity := max(command.Arity, -command.Arity)
	return []string{name, "key", "1"}[:arity]
}

// I2: no command replies under the lock. A reply is written to a connection, and
// blocks for as long as the client doesn't read.
func TestNoCommandRepliesUnderTheLock(t *testing.T) {
	ks := &watched{Keyspace: store.New()}
	commands := store.Commands(ks)
	for _, name := range slices.Sorted(maps.Keys(commands)) {
		commands[name].Handle(func(framing.Frame) {
			if ks.locked {
				t.Errorf("%s replies under the lock", name)
			}
		}, arguments(name, commands[name]))
	}
}

// A watched keyspace knows whether one of its functions runs under the lock.
type watched struct {
	store.Keyspace
	locked bool
}

func (w *watched) Update(key string, f func(old store.Value) (string, bool)) {
	w.locked = true
	defer func() { w.locked = false }()
	w.Keyspace.Update(key, f)
}

func (w *watched) Keys(match func(key string) bool) []string {
	w.locked = true
	defer func() { w.locked = false }()
	return w.Keyspace.Keys(match)
}

// I2: a client that asks for a large value and doesn't read it leaves the server
// in the middle of a reply. Nobody else notices.
func TestStalledReaderHoldsUpNobody(t *testing.T) {
	commands := store.Commands(store.New())
	large := strings.Repeat("x", 1<<20)
	call(commands, "SET", "large", large)

	stalled := connect(t, commands)
	require.NoError(t, stalled.send("GET", "large"))
	header := make([]byte, len("$1048576\r\n"))
	_, err := io.ReadFull(stalled.conn, header)
	require.NoError(t, err)
	require.Equal(t, "$1048576\r\n", string(header))

	other := connect(t, commands)
	require.Equal(t, framing.Integer(1), other.do(t, "INCR", "n"))
	require.Equal(t, framing.Bulk("1"), other.do(t, "GET", "n"))
	require.Equal(t, framing.Integer(2), other.do(t, "DBSIZE"))

	// I3: what the stalled client was given stays what it was.
	require.Equal(t, ok, other.do(t, "SET", "large", "small"))
	rest := make([]byte, len(large))
	_, err = io.ReadFull(stalled.conn, rest)
	require.NoError(t, err)
	require.True(t, string(rest) == large, "the value changed while it was sent")
}

// I2: nor does one that stops in the middle of a command.
func TestStalledWriterHoldsUpNobody(t *testing.T) {
	commands := store.Commands(store.New())
	stalled := connect(t, commands)
	_, err := io.WriteString(stalled.conn, "*3\r\n$3\r\nSET\r\n$1\r\nn\r\n$10\r\n12345")
	require.NoError(t, err)

	other := connect(t, commands)
	require.Equal(t, framing.Integer(1), other.do(t, "INCR", "n"))

	_, err = io.WriteString(stalled.conn, "67890\r\n")
	require.NoError(t, err)
	reply, err := stalled.dec.Frame()
	require.NoError(t, err)
	require.Equal(t, ok, reply)
	require.Equal(t, framing.Bulk("1234567890"), other.do(t, "GET", "n"))
}

// I3: keys and values outlive the connection's read buffer of 4 KB, which is
// full of other bytes by the time they are asked for.
func TestStoredBytesOutliveTheReadBuffer(t *testing.T) {
	c := connect(t, store.Commands(store.New()))
	require.Equal(t, ok, c.do(t, "SET", "key", "value"))
	require.Equal(t, framing.Integer(1), c.do(t, "APPEND", "other key", "v"))
	noise := strings.Repeat("#", 10_000)
	require.Equal(t, framing.Bulk(noise), c.do(t, "ECHO", noise))

	require.Equal(t, framing.Bulk("value"), c.do(t, "GET", "key"))
	require.Equal(t, framing.Bulk("v"), c.do(t, "GET", "other key"))
}

// I3: a value that was handed out stays what it was, whatever is written to its
// key afterwards.
func TestValueDoesNotChangeUnderItsReader(t *testing.T) {
	for _, write := range [][]string{
		{"SET", "key", "2222"},
		{"MSET", "key", "22", "key", "3333"},
		{"INCR", "key"},
		{"INCRBY", "key", "-1"},
		{"APPEND", "key", "2"},
		{"DEL", "key"},
		{"FLUSHALL"},
	} {
		commands := store.Commands(store.New())
		call(commands, "SET", "key", "1111")
		value := call(commands, "GET", "key")
		values := call(commands, "MGET", "key", "key").(framing.Array)
		call(commands, write...)
		for _, got := range append(values, value) {
			if got != framing.Bulk("1111") {
				t.Errorf("%q turned 1111 into %v", write, got)
			}
		}
	}
}
