package server

import (
	"encoding/json"
	"testing"
)

func TestVarsCountWhatTheServerDoes(t *testing.T) {
	s, l := new(Server), newMemListener()
	start(t, s, l)
	c := newClient(t, l.dial())
	c.raw(pipeline("SET k v", "GET k", "GET missing", "INCR k", "GET", "NOSUCH", "PSUBSCRIBE a*", "SUBSCRIBE a"))
	c.want("+OK", "v", "null", "-ERR value is not an integer or out of range", "-ERR wrong number of arguments for 'get' command")
	c.reply()
	c.want("[psubscribe a* :1]", "[subscribe a :2]")
	c.send("PING")
	c.want("[pong ]")

	text, err := json.Marshal(s.Vars()) // as the pages have them
	if err != nil {
		t.Fatal(err)
	}
	var vars struct {
		Server   map[string]any
		Commands map[string]map[string]int64
	}
	if err := json.Unmarshal(text, &vars); err != nil {
		t.Fatalf("%v in\n%s", err, text)
	}
	for name, want := range map[string]float64{
		"clients": 1, "connections": 1, "maxclients": 10000, "keys": 1, "channels": 1, "patterns": 1,
		"keyspace_hits": 1, "keyspace_misses": 1, "rejected_connections": 0, "wrong_passwords": 0,
	} {
		if got := vars.Server[name]; got != want {
			t.Errorf("%s is %v, want %v", name, got, want)
		}
	}
	if errs, _ := vars.Server["errors"].(map[string]any); errs["ERR"] != 3.0 {
		t.Errorf("the errors are %v, want 3 with ERR", vars.Server["errors"])
	}
	get, incr := vars.Commands["get"], vars.Commands["incr"]
	if get["calls"] != 2 || get["rejected"] != 1 || get["failed"] != 0 || incr["calls"] != 1 || incr["failed"] != 1 {
		t.Errorf("got %v for GET and %v for INCR", get, incr)
	}
	if _, ok := vars.Commands["mget"]; ok {
		t.Error("there are statistics of a command that nobody has sent")
	}
}
