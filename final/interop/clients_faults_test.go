package interop

import (
	"context"
	"fmt"
	"net"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// A command that the client gave up on leaves it usable: replies that come late
// answer no later command.
func TestLibrariesGiveUpOnSlowReplies(t *testing.T) {
	eachServer(t, nil, func(t *testing.T, s *server) {
		for _, lib := range libraries() {
			t.Run(lib.name, func(t *testing.T) {
				ctx := aMinute(t)
				way := openRelay(t, s.addr)
				c := openLibrary(t, lib, libraryOptions{addr: way.addr})
				require.NoError(t, c.set(ctx, "k", "first"))

				for round := range 3 {
					way.hold()
					short, cancel := context.WithTimeout(ctx, 20*time.Millisecond)
					_, _, err := c.get(short, "k")
					cancel()
					way.release()
					if !timedOut(err) {
						t.Errorf("a reply that did not come: %v", err)
					}
					value := fmt.Sprint("value ", round)
					require.NoError(t, c.set(ctx, "k", value))
					got, _, err := c.get(ctx, "k")
					require.NoError(t, err)
					require.Equal(t, value, got)
				}
			})
		}
	})
}

func TestLibrariesTakeCancelledContexts(t *testing.T) {
	eachClient(t, func(ctx context.Context, t *testing.T, c libraryClient) {
		cancelled, cancel := context.WithCancel(ctx)
		cancel()
		require.ErrorIs(t, c.set(cancelled, "k", "v"), context.Canceled)
		_, found, err := c.get(ctx, "k")
		require.NoError(t, err)
		require.False(t, found, "a command of a context that is done is not sent")
	})
}

// A client outlives its server: once one is back on the port, commands and
// subscriptions work, with nothing done to the client.
func TestLibrariesReconnectAfterRestart(t *testing.T) {
	t.Setenv("GORACE", "atexit_sleep_ms=100")
	for _, kind := range serverKinds() {
		s := kind.start(t)
		t.Run(s.name, func(t *testing.T) {
			_, port, _ := net.SplitHostPort(s.addr)
			ctx := aMinute(t)
			clients := map[string]libraryClient{}
			for _, lib := range libraries() {
				clients[lib.name] = openLibrary(t, lib, libraryOptions{addr: s.addr})
				require.NoError(t, clients[lib.name].set(ctx, lib.name, "before"))
			}
			s.stop()
			for name, c := range clients {
				short, cancel := context.WithTimeout(ctx, 100*time.Millisecond)
				require.Error(t, c.set(short, name, "nowhere"), name)
				cancel()
			}
			kind.start(t, "--port", port)
			for name, c := range clients {
				becomes(t, name+" is connected", func() bool { return c.set(ctx, name, "after") == nil })
				value, _, err := c.get(ctx, name)
				require.NoError(t, err)
				require.Equal(t, "after", value)

				sub := c.subscriber()
				defer sub.close()
				require.NoError(t, sub.subscribe(ctx, "news"))
				wantNext(ctx, t, sub, "subscribe news 1")
			}
		})
	}
}

// go-redis subscribes again by itself when its connection was lost.
func TestGoRedisSubscribesAgainAfterRestart(t *testing.T) {
	t.Setenv("GORACE", "atexit_sleep_ms=100")
	for _, kind := range serverKinds() {
		s := kind.start(t)
		t.Run(s.name, func(t *testing.T) {
			_, port, _ := net.SplitHostPort(s.addr)
			ctx := aMinute(t)
			for protocol := 2; protocol <= 3; protocol++ {
				c, err := openGoRedis(libraryOptions{addr: s.addr}, protocol)
				require.NoError(t, err)
				defer c.close()
				sub := c.subscriber()
				defer sub.close()
				require.NoError(t, sub.subscribe(ctx, "news"))
				wantNext(ctx, t, sub, "subscribe news 1")
				require.NoError(t, sub.psubscribe(ctx, "n*"))
				wantNext(ctx, t, sub, "psubscribe n* 2")

				s.stop()
				s = kind.start(t, "--port", port)
				var got string
				becomes(t, "the subscription is back", func() bool {
					got, err = sub.next(ctx)
					return err == nil
				})
				require.Equal(t, "subscribe news 1", got)
				wantNext(ctx, t, sub, "psubscribe n* 2")
				becomes(t, "a message is delivered", func() bool {
					n, err := c.publish(ctx, "news", "hello")
					return err == nil && n == 2
				})
				wantNext(ctx, t, sub, "message news hello", "pmessage n* news hello")
			}
		})
	}
}
