package pubsub

import (
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"sync"
	"testing"

	"pgregory.net/rapid"

	store "mini-redis/step03_store"
)

// I1: what one client publishes on a channel reaches each subscriber completely
// and in the order published, whatever others publish meanwhile, and once for
// each of the subscriptions that match.
func TestOrderOfEachPublisherIsKept(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		rapid.SyncTest(t, func(t *rapid.T) {
			hub := NewHub()
			subscriptions := rapid.SliceOfNDistinct(rapid.SampledFrom([]string{
				"SUBSCRIBE a", "SUBSCRIBE b", "PSUBSCRIBE *", "PSUBSCRIBE [ab]",
			}), 1, 4, rapid.ID[string])
			published := rapid.SliceOfN(rapid.SliceOfN(rapid.SampledFrom([]string{"a", "b", "c"}), 0, 30), 1, 4).
				Draw(t, "channels of each publisher")

			var subscribers []*subscribedClient
			for range rapid.IntRange(1, 4).Draw(t, "subscribers") {
				subscribers = append(subscribers, subscribed(t, hub, subscriptions.Draw(t, "subscriptions")))
			}
			var clients sync.WaitGroup
			for i, channels := range published {
				publisher := connect(t, hub)
				go io.Copy(io.Discard, publisher.conn) // its replies
				var commands strings.Builder           // in one packet, so that nothing waits between them
				for n, name := range channels {
					fmt.Fprintf(&commands, "PUBLISH %s %d:%d\r\n", name, i, n)
				}
				clients.Go(func() { io.WriteString(publisher.conn, commands.String()) })
			}
			for _, s := range subscribers {
				clients.Go(func() { s.receive(published) })
			}
			clients.Wait()
			for _, s := range subscribers {
				s.check(t, published)
			}
		})
	})
}

// A subscribedClient sorts what it receives into streams: the messages of one
// publisher on one channel by one subscription, such as "pmessage * a 2".
type subscribedClient struct {
	*client
	subscriptions []string
	received      map[string][]string // by stream, the numbers of its messages
	err           error
}

func subscribed(t tb, hub *Hub, subscriptions []string) *subscribedClient {
	t.Helper()
	s := &subscribedClient{client: connect(t, hub), subscriptions: subscriptions, received: map[string][]string{}}
	for i, line := range subscriptions {
		s.send(line)
		s.want(fmt.Sprintf("[%s :%d]", strings.ToLower(line), i+1))
	}
	return s
}

// expected returns the streams that the subscriptions select of what is published.
func (s *subscribedClient) expected(published [][]string) map[string][]string {
	want := map[string][]string{}
	for _, line := range s.subscriptions {
		verb, selector, _ := strings.Cut(line, " ")
		for i, channels := range published {
			for n, name := range channels {
				if !store.Match(selector, name) {
					continue
				}
				stream := fmt.Sprintf("message %s %d", name, i)
				if verb == "PSUBSCRIBE" {
					stream = fmt.Sprintf("pmessage %s %s %d", selector, name, i)
				}
				want[stream] = append(want[stream], fmt.Sprint(n))
			}
		}
	}
	return want
}

// receive reads as many messages as are expected.
func (s *subscribedClient) receive(published [][]string) {
	for _, numbers := range s.expected(published) {
		for range numbers {
			got, err := s.next()
			if err != nil {
				s.err = err
				return
			}
			stream, number, _ := strings.Cut(strings.Trim(got, "[]"), ":")
			s.received[stream] = append(s.received[stream], number)
		}
	}
}

func (s *subscribedClient) check(t *rapid.T, published [][]string) {
	t.Helper()
	want := s.expected(published)
	if s.err != nil || !maps.EqualFunc(s.received, want, slices.Equal) {
		t.Fatalf("subscriber to %q\n got %v, %v\nwant %v", s.subscriptions, s.received, s.err, want)
	}
	s.wantNothing()
}
