package server

import (
	"testing"
	"testing/synctest"
	"time"
)

func TestStatsDescribeTheServer(t *testing.T) {
	if got := new(Server).Stats(); got != (Stats{}) {
		t.Errorf("before anything has happened: got %+v", got)
	}
	synctest.Test(t, func(t *testing.T) {
		s, l := &Server{MaxClients: 2, RejectClients: true}, newMemListener()
		start(t, s, l)
		c, subscriber := newClient(t, l.dial()), newClient(t, l.dial())
		subscriber.send("SUBSCRIBE", "ch")
		subscriber.want("[subscribe ch :1]")
		newClient(t, l.dial()).want("-ERR max number of clients reached")
		sent := pipeline("SET a 1", "SET b 2 EX 60", "SET c 3 PX 1", "GET a", "GET missing")
		c.raw(sent)
		c.want("+OK", "+OK", "+OK", "1", "null")
		time.Sleep(10 * time.Millisecond)
		synctest.Wait()
		want := Stats{
			Clients: 2, Connections: 2, Rejected: 1, Keys: 2, ExpiringKeys: 1, ExpiredKeys: 1, KeyHits: 1, KeyMisses: 1, Subscribers: 1,
			BytesIn:  int64(len(sent) + len(pipeline("SUBSCRIBE ch"))),
			BytesOut: int64(len("+OK\r\n+OK\r\n+OK\r\n$1\r\n1\r\n$-1\r\n") + len("*3\r\n$9\r\nsubscribe\r\n$2\r\nch\r\n:1\r\n")),
		}
		if got := s.Stats(); got != want {
			t.Errorf("got  %+v\nwant %+v", got, want)
		}
		c.do("CONFIG", "RESETSTAT")
		if got := s.Stats(); got.Keys != 2 || got.Clients != 2 || got.Connections+got.Rejected+got.ExpiredKeys+got.KeyHits+got.KeyMisses != 0 {
			t.Errorf("after CONFIG RESETSTAT: got %+v", got)
		}
	})
}
