package pubsub_test

import (
	"fmt"
	"sync"

	"mini-redis/final/pubsub"
)

// A connection that subscribes has a writer, which is alone in writing, and a
// reader, which executes commands.
func ExampleHub() {
	hub := pubsub.New(func(dst []byte, _ int, m pubsub.Message) []byte {
		if m.Kind == pubsub.KindMessage {
			return fmt.Appendf(dst, "%v %s %s\n", m.Kind, m.Channel, m.Payload)
		}
		return fmt.Appendf(dst, "%v %s %d\n", m.Kind, m.Channel, m.Count)
	}, pubsub.DefaultLimits())

	sub := hub.NewSubscriber(2, func(reason string) { fmt.Println("too slow:", reason) })
	var writer sync.WaitGroup
	writer.Go(func() {
		for piece, ok := sub.Take(); ok; piece, ok = sub.Take() {
			for _, item := range piece {
				fmt.Printf("%s", item) // a server writes to its socket
			}
		}
	})

	// The reader: SUBSCRIBE news, PING, UNSUBSCRIBE news. The publisher would be
	// another connection.
	sub.Subscribe("news")
	hub.Publish([]byte("news"), []byte("hello"))
	if sub.WaitRoom() {
		sub.Reply([]byte("pong\n"))
	}
	sub.Unsubscribe("news")
	hub.Publish([]byte("news"), []byte("nobody hears this"))

	sub.Leave()
	writer.Wait()
	// Output:
	// subscribe news 1
	// message news hello
	// pong
	// unsubscribe news 0
}
