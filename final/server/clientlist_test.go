package server

import (
	"regexp"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

func TestClientListTellsOfEachConnection(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		dial := dialer(t, new(Server))
		a, b := dial(), dial()
		a.do("CLIENT", "SETNAME", "worker")
		b.do("HELLO", "3")
		b.do("CLIENT", "NO-EVICT", "ON")
		b.do("CLIENT", "SETINFO", "lib-name", "some-lib")
		b.do("CLIENT", "SETINFO", "LIB-VER", "1.2")
		b.do("SUBSCRIBE", "c", "d")
		b.do("PSUBSCRIBE", "e*")
		b.next() // the confirmation of d
		b.raw("*2\r\n$4\r\nECHO\r\n$5\r\nab")
		synctest.Wait()
		time.Sleep(90 * time.Second)
		want := "id=1 addr=pipe laddr=pipe fd=-1 name=worker age=90 idle=0 flags=N db=0 sub=0 psub=0 ssub=0 multi=-1 qbuf=26 qbuf-free=0 argv-mem=10 multi-mem=0 rbs=0 rbp=0 obl=0 oll=0 omem=0 tot-mem=36 events=r cmd=client|list user=default redir=-1 resp=2\n" +
			"id=2 addr=pipe laddr=pipe fd=-1 name= age=90 idle=90 flags=Pe db=0 sub=2 psub=1 ssub=0 multi=-1 qbuf=2 qbuf-free=0 argv-mem=0 multi-mem=0 rbs=0 rbp=0 obl=0 oll=0 omem=0 tot-mem=2 events=r cmd=psubscribe user=default redir=-1 resp=3 lib-name=some-lib lib-ver=1.2\n"
		if got := a.do("CLIENT", "LIST").Str; got != want {
			t.Errorf("got\n%s\nwant\n%s", got, want)
		}
		if got, want := a.do("CLIENT", "INFO").Str, strings.Replace(want[:strings.Index(want, "\n")+1], "cmd=client|list", "cmd=client|info", 1); got != want {
			t.Errorf("CLIENT INFO: got\n%s\nwant\n%s", got, want)
		}
	})
}

// The fields of a line, and their order, are those of Redis.
func TestClientListHasTheFieldsOfRedis(t *testing.T) {
	values := regexp.MustCompile(`=[^ \n]*`)
	bothProtocols(t, func(redis, server *client) {
		got, want := server.do("CLIENT", "LIST"), redis.do("CLIENT", "LIST")
		if got.Kind != want.Kind {
			t.Errorf("the reply is a %v, want a %v", got.Kind, want.Kind)
		}
		if got, want := values.ReplaceAllString(got.Str, ""), values.ReplaceAllString(want.Str, ""); got != want {
			t.Errorf("got  %q\nwant %q", got, want)
		}
	})
}

func TestClientListKeepsWhatIsAskedFor(t *testing.T) {
	for _, tt := range []struct{ options, ids string }{
		{"", "123"}, {"TYPE normal", "13"}, {"TYPE PUBSUB", "2"}, {"TYPE replica", ""}, {"TYPE slave", ""}, {"TYPE master", ""},
		{"ID 2", "2"}, {"ID 3 1", "31"}, {"ID 1 7 1", "11"}, {"ID 0 -1", ""}, {"id 3", "3"},
	} {
		synctest.Test(t, func(t *testing.T) {
			dial := dialer(t, new(Server))
			a, b, c := dial(), dial(), dial()
			a.do("PING")
			b.do("SUBSCRIBE", "x")
			c.raw(pipeline("CLIENT LIST " + tt.options))
			var ids string
			for _, line := range regexp.MustCompile(`(?m)^id=(\d+) `).FindAllStringSubmatch(c.reply().Str, -1) {
				ids += line[1]
			}
			if ids != tt.ids {
				t.Errorf("CLIENT LIST %s lists %q, want %q", tt.options, ids, tt.ids)
			}
		})
	}
}

// A client that has said QUIT is listed no more, even while it keeps its end open.
func TestClientThatQuitsIsNotListed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := newMemListener()
		start(t, new(Server), l)
		gone, c := dialHalves(t, l), newClient(t, l.dial())
		if got := gone.do("QUIT"); got.Str != "OK" {
			t.Fatalf("QUIT: got %v", got)
		}
		synctest.Wait() // the server waits for the client to close
		c.send("CLIENT", "LIST", "ID", "1")
		c.want("")
		if got := c.do("INFO", "clients").Str; !strings.Contains(got, "connected_clients:1\r\n") {
			t.Errorf("got %q, want connected_clients:1", got)
		}
	})
}

func TestUnsubscribingMakesAClientNormalAgain(t *testing.T) {
	c := connect(t)
	for _, command := range []string{"SUBSCRIBE a", "UNSUBSCRIBE a"} {
		c.raw(pipeline(command))
		c.reply()
	}
	if got := c.do("CLIENT", "INFO").Str; !strings.Contains(got, " flags=N db=0 sub=0 psub=0 ") {
		t.Errorf("got %q", got)
	}
}

// The last command is told whether it was executed or refused, but not what is no
// command.
func TestClientListTellsTheLastCommand(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		dial := dialer(t, new(Server))
		watcher, c := dial(), dial()
		watcher.do("PING")
		synctest.Wait()
		for command, want := range map[string]string{"": "NULL", "get k": "get", "GET": "get", "CONFIG GET save": "config|get", "CONFIG": "config", "nosuch": "NULL", "CONFIG nosuch": "NULL"} {
			if command != "" {
				c.raw(pipeline("ECHO x", command))
				c.reply()
				c.reply()
			} else {
				c = dial()
				synctest.Wait()
			}
			if got := watcher.do("CLIENT", "LIST").Str; !strings.Contains(got[strings.LastIndex(got, "id="):], " cmd="+want+" ") {
				t.Errorf("after %q: got %q, want cmd=%s", command, got, want)
			}
		}
	})
}

// A line is about one connection, whatever a client calls itself.
func TestNamesCannotForgeALine(t *testing.T) {
	c := connect(t)
	for _, name := range []string{"a b", "a\nid=7", "\x00", "\x7f", "é", "a\t"} {
		if got := show(c.do("CLIENT", "SETNAME", name)); got != "-"+errClientName {
			t.Errorf("SETNAME %q: got %q", name, got)
		}
		if got, want := show(c.do("CLIENT", "SETINFO", "lib-name", name)), "-ERR lib-name cannot contain spaces, newlines or special characters."; got != want {
			t.Errorf("SETINFO lib-name %q: got %q, want %q", name, got, want)
		}
		if got, want := show(c.do("CLIENT", "SETINFO", "lib-ver", name)), "-ERR lib-ver cannot contain spaces, newlines or special characters."; got != want {
			t.Errorf("SETINFO lib-ver %q: got %q, want %q", name, got, want)
		}
	}
	c.raw(pipeline("CLIENT SETINFO nosuch x", "CLIENT SETINFO lib-name", "CLIENT SETINFO LIB-NAME go-redis"))
	c.want("-ERR Unrecognized option 'nosuch'", "-ERR wrong number of arguments for 'client|setinfo' command", "+OK")
}
