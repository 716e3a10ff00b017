package server

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"
)

// A recorder is an Observer that keeps what it is told, and complains of calls in the
// wrong order or with the wrong context.
type recorder struct {
	t  tb
	mu sync.Mutex
	// What follows is guarded by mu.
	open     map[int64]bool // connections that have begun and not ended
	begun    []time.Time    // when each command began
	commands []observed
	ends     []ended
	order    []string // the calls of all connections
	drops    []string
}

// ended is the end of a connection.
type ended struct {
	id int64
	ConnectionEnd
}

// observed is a command with its result.
type observed struct {
	Command
	CommandResult
}

func (o observed) String() string {
	rejected := ""
	if o.Rejected {
		rejected = " rejected"
	}
	return fmt.Sprintf("%s keys=%d bytes=%d %s%s", o.Name, o.Keys, o.ReplyBytes, o.ErrorCode, rejected)
}

// An inside is what a recorder's contexts say that they are inside of.
type inside struct {
	connection int64
	command    string
}

type insideKey struct{}

func where(ctx context.Context) inside {
	in, _ := ctx.Value(insideKey{}).(inside)
	return in
}

func newRecorder(t tb) *recorder { return &recorder{t: t, open: map[int64]bool{}} }

func (r *recorder) BeginConnection(ctx context.Context, c Connection) context.Context {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.open[c.ID] || where(ctx) != (inside{}) {
		r.t.Errorf("connection %d begins in %v", c.ID, where(ctx))
	}
	r.open[c.ID] = true
	r.order = append(r.order, fmt.Sprintf("begin %d", c.ID))
	return context.WithValue(ctx, insideKey{}, inside{connection: c.ID})
}

func (r *recorder) EndConnection(ctx context.Context, c Connection, end ConnectionEnd) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if !r.open[c.ID] || where(ctx) != (inside{connection: c.ID}) {
		r.t.Errorf("connection %d ends in %v", c.ID, where(ctx))
	}
	delete(r.open, c.ID)
	r.order = append(r.order, fmt.Sprintf("end %d", c.ID))
	r.ends = append(r.ends, ended{c.ID, end})
}

func (r *recorder) BeginCommand(ctx context.Context, cmd Command) context.Context {
	r.mu.Lock()
	defer r.mu.Unlock()
	in := where(ctx)
	if !r.open[in.connection] || in.command != "" {
		r.t.Errorf("%s begins in %v", cmd.Name, in)
	}
	r.order = append(r.order, "begin "+cmd.Name)
	r.begun = append(r.begun, time.Now())
	in.command = cmd.Name + "!"
	return context.WithValue(ctx, insideKey{}, in)
}

func (r *recorder) EndCommand(ctx context.Context, cmd Command, result CommandResult) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if in := where(ctx); in.command != cmd.Name+"!" {
		r.t.Errorf("%s ends in %v", cmd.Name, in)
	}
	r.order = append(r.order, "end "+cmd.Name)
	r.commands = append(r.commands, observed{cmd, result})
}

func (r *recorder) DropSubscriber(ctx context.Context, limit string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if in := where(ctx); in.command != "" || in.connection == 0 {
		r.t.Errorf("a subscriber is dropped in %v", in)
	}
	r.drops = append(r.drops, limit)
}

// took returns the durations of the commands.
func (r *recorder) took() (list []time.Duration) {
	for _, o := range r.commands {
		list = append(list, o.Duration)
	}
	return list
}

// want fails the test unless these are the commands so far.
func (r *recorder) want(commands ...string) {
	r.t.Helper()
	var got []string
	for _, o := range r.commands {
		got = append(got, o.String())
	}
	if len(got) != len(commands) {
		r.t.Fatalf("got %q, want %q", got, commands)
	}
	for i := range got {
		if got[i] != commands[i] {
			r.t.Errorf("command %d: got %q, want %q", i, got[i], commands[i])
		}
	}
}

// wantOrder fails the test unless these were the calls.
func (r *recorder) wantOrder(calls ...string) {
	r.t.Helper()
	if !slices.Equal(r.order, calls) {
		r.t.Errorf("got the calls %q, want %q", r.order, calls)
	}
}

// An idleObserver does nothing.
type idleObserver struct{}

func (idleObserver) BeginConnection(ctx context.Context, _ Connection) context.Context { return ctx }
func (idleObserver) EndConnection(context.Context, Connection, ConnectionEnd)          {}
func (idleObserver) BeginCommand(ctx context.Context, _ Command) context.Context       { return ctx }
func (idleObserver) EndCommand(context.Context, Command, CommandResult)                {}
func (idleObserver) DropSubscriber(context.Context, string)                            {}

var _ tb = (*testing.T)(nil)
