package server

import (
	"bytes"
	"testing"
)

// The replies to a command enter the queue of a subscriber as one item, however
// long they are: messages are queued at any moment, and would land in between.
func TestLongReplyIsOneItemOfTheQueue(t *testing.T) {
	s := new(Server)
	s.init.Do(s.initialize)
	c := newConn(s, new(fakeConn))
	c.sub = s.hub.NewSubscriber(2, nil) // and no writer: what is queued stays there
	c.unqueued = new(bytes.Buffer)
	c.out.Reset(c.unqueued)

	c.execute([][]byte{[]byte("PING"), bytes.Repeat([]byte("x"), 1<<20)})
	c.queueReplies()
	items, _ := c.sub.Take()
	if len(items) != 1 || len(items[0]) != len("*2\r\n$4\r\npong\r\n$1048576\r\n")+1<<20+len("\r\n") {
		t.Errorf("got %d items, want one with the whole reply", len(items))
	}
}
