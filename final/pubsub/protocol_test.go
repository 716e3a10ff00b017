package pubsub

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
)

func TestT7SetProtocolChangesWhatComesAfter(t *testing.T) {
	h := New(encodeText, DefaultLimits())
	s := h.NewSubscriber(3, nil)
	s.Subscribe("news")
	publish(h, "news", "1")
	s.SetProtocol(2)
	publish(h, "news", "2")
	s.PSubscribe("n*")
	s.SetProtocolReply(3, []byte("+OK"))
	s.Unsubscribe("news")
	publish(h, "news", "3")
	s.SetProtocol(0) // as 2
	publish(h, "news", "4")
	s.SetProtocol(9) // as 3
	publish(h, "news", "5")
	wantQueue(t, s,
		">subscribe news 1",
		">message news 1",
		"message news 2",
		"psubscribe n* 2",
		"+OK",
		">unsubscribe news 1",
		">pmessage n* news 3",
		"pmessage n* news 4",
		">pmessage n* news 5",
	)
}

// The reply that tells a client of its protocol stands exactly between the messages
// of the two encodings, whatever publishers do.
func TestT7ReplyStandsBetweenTheEncodings(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := New(encodeText, Limits{})
		s := h.NewSubscriber(2, nil)
		s.Subscribe("news")
		drain(s)
		var publisher, writer sync.WaitGroup
		done := make(chan struct{})
		publisher.Go(func() {
			for {
				select {
				case <-done:
					return
				default:
					publish(h, "news", "!")
				}
			}
		})
		seen := map[string]int{}
		writer.Go(func() {
			push := ""
			for piece, ok := s.Take(); ok; piece, ok = s.Take() {
				for _, item := range piece {
					seen[string(item)]++
					if reply, ok := strings.CutPrefix(string(item), "protocol "); ok {
						push = map[string]string{"2": "", "3": ">"}[reply]
					} else if string(item) != push+"message news !" {
						t.Errorf("%q came when the client expects %q before messages", item, push)
					}
				}
			}
		})
		for i := range 2000 {
			protocol := 3 - i%2
			s.SetProtocolReply(protocol, fmt.Append(nil, "protocol ", protocol))
		}
		close(done)
		publisher.Wait()
		s.Leave()
		writer.Wait()
		if seen["protocol 2"] != 1000 || seen["protocol 3"] != 1000 {
			t.Errorf("saw %v", seen)
		}
	})
}

// A message is encoded once for each protocol that a receiver has, for each name it
// is delivered by, and not at all for other protocols.
func TestMessagesAreEncodedOncePerProtocol(t *testing.T) {
	var encoded []string
	h := New(func(dst []byte, protocol int, m Message) []byte {
		b := encodeText(nil, protocol, m)
		if m.Kind == KindMessage || m.Kind == KindPMessage {
			encoded = append(encoded, string(b))
		}
		return append(dst, b...)
	}, DefaultLimits())
	for range 3 {
		two, three := h.NewSubscriber(2, nil), h.NewSubscriber(3, nil)
		two.Subscribe("two")
		three.Subscribe("three")
		two.Subscribe("both")
		three.Subscribe("both")
		three.PSubscribe("b*")
	}
	for channel, want := range map[string][]string{
		"none":  nil,
		"two":   {"message two !"},
		"three": {">message three !"},
		"both":  {">message both !", ">pmessage b* both !", "message both !"},
	} {
		encoded = nil
		publish(h, channel, "!")
		slices.Sort(encoded)
		if !slices.Equal(encoded, want) {
			t.Errorf("a message to %s was encoded as %q, want %q", channel, encoded, want)
		}
	}
}
