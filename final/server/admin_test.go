package server

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

func TestTimeIsThatOfTheServer(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		dial := dialer(t, new(Server))
		time.Sleep(1234567 * time.Microsecond)
		now := time.Now().UnixMicro()
		if got, want := show(dial().do("TIME")), fmt.Sprintf("[%d %d]", now/1000000, now%1000000); got != want {
			t.Errorf("got %s, want %s", got, want)
		}
	})
}

// SHUTDOWN stops the server through its owner; the client gets no reply, and
// nothing that it has sent after it is executed.
func TestShutdownStopsTheServer(t *testing.T) {
	for _, options := range []string{"", " NOSAVE", " now", " FORCE", " nosave NOW force", " SAVE FORCE"} {
		synctest.Test(t, func(t *testing.T) {
			s, l, stopped := new(Server), newMemListener(), make(chan error, 1)
			s.OnShutdown = func() {
				go func() { stopped <- s.Shutdown(context.Background()) }()
			}
			start(t, s, l)
			c, other := newClient(t, l.dial()), newClient(t, l.dial())
			other.do("SUBSCRIBE", "a")
			c.raw(pipeline("PING", "SHUTDOWN"+options, "SET k v"))
			c.want("+PONG")
			c.wantEnd()
			other.wantEnd()
			if err := <-stopped; err != nil {
				t.Errorf("Shutdown returned %v", err)
			}
			if s.store.Len() != 0 {
				t.Error("a command after SHUTDOWN was executed")
			}
		})
	}
}

// Nothing is lost by a SHUTDOWN that is to save, and none stops a server whose owner has
// not allowed it.
func TestShutdownThatCannotBeDoneIsRefused(t *testing.T) {
	for _, tt := range []struct {
		owner func()
		want  string
	}{
		{nil, "-ERR this server cannot be stopped by its clients"},
		{func() { t.Error("the server is stopped") }, "-ERR Errors trying to SHUTDOWN. Check logs."},
	} {
		l := newMemListener()
		start(t, &Server{OnShutdown: tt.owner}, l)
		c := newClient(t, l.dial())
		c.raw(pipeline("SHUTDOWN SAVE", "PING"))
		c.want(tt.want, "+PONG")
	}
}

// HELP of each container tells its subcommands in the format of Redis.
func TestHelpTellsTheSubcommands(t *testing.T) {
	redis, c := dialRedis(t), connect(t)
	for name, cmd := range newTable() {
		if cmd.subs == nil {
			continue
		}
		theirs, ours := redis.do(name, "HELP").Array, c.do(name, "help").Array
		if got, want := show(ours[0]), show(theirs[0]); got != want {
			t.Errorf("%s: HELP begins with %q, want %q", name, got, want)
		}
		ends := show(ours[len(ours)-2]) + show(ours[len(ours)-1])
		if want := show(theirs[len(theirs)-2]) + show(theirs[len(theirs)-1]); ends != want {
			t.Errorf("%s: HELP ends with %q, want %q", name, ends, want)
		}
		text := ""
		for _, line := range ours {
			text += show(line) + "\n"
		}
		for _, sub := range cmd.sub {
			heading := "\n+" + strings.TrimSpace(strings.ToUpper(strings.TrimPrefix(sub.name, name+"|"))+" "+sub.syntax) + "\n+    " + sub.summary + "\n"
			if strings.Contains(text, heading) == (sub.flags&hidden != 0) {
				t.Errorf("%s: HELP has a line too few or too many: %q\n%s", name, heading, text)
			}
		}
	}
}
