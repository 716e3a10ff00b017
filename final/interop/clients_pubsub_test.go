package interop

import (
	"context"
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestLibrariesReceiveMessagesInOrder(t *testing.T) {
	const messages = 1_000
	eachClient(t, func(ctx context.Context, t *testing.T, c libraryClient) {
		s := c.subscriber()
		defer s.close()
		require.NoError(t, s.subscribe(ctx, "news", "weather"))
		wantNext(ctx, t, s, "subscribe news 1", "subscribe weather 2")
		require.NoError(t, s.psubscribe(ctx, "n?ws", "none*"))
		wantNext(ctx, t, s, "psubscribe n?ws 3", "psubscribe none* 4")

		for i := range messages {
			n, err := c.publish(ctx, "news", fmt.Sprint(i))
			require.NoError(t, err)
			require.EqualValues(t, 2, n, "once for the channel, once for the pattern")
			n, err = c.publish(ctx, "weather", fmt.Sprint(i))
			require.NoError(t, err)
			require.EqualValues(t, 1, n)
		}
		for i := range messages {
			wantNext(ctx, t, s,
				fmt.Sprintf("message news %d", i), fmt.Sprintf("pmessage n?ws news %d", i),
				fmt.Sprintf("message weather %d", i))
		}
	})
}

// After the reply to UNSUBSCRIBE no message of the channel comes.
func TestLibrariesUnsubscribe(t *testing.T) {
	eachClient(t, func(ctx context.Context, t *testing.T, c libraryClient) {
		s := c.subscriber()
		defer s.close()
		require.NoError(t, s.subscribe(ctx, "a", "b"))
		wantNext(ctx, t, s, "subscribe a 1", "subscribe b 2")
		require.NoError(t, s.psubscribe(ctx, "p*"))
		wantNext(ctx, t, s, "psubscribe p* 3")
		require.NoError(t, s.unsubscribe(ctx, "a"))
		wantNext(ctx, t, s, "unsubscribe a 2")
		require.NoError(t, s.punsubscribe(ctx, "p*"))
		wantNext(ctx, t, s, "punsubscribe p* 1")

		for channel, want := range map[string]int64{"a": 0, "px": 0, "b": 1} {
			n, err := c.publish(ctx, channel, "hello")
			require.NoError(t, err)
			require.Equal(t, want, n, channel)
		}
		wantNext(ctx, t, s, "message b hello")
	})
}

func TestLibrariesReceiveAnyBytes(t *testing.T) {
	eachClient(t, func(ctx context.Context, t *testing.T, c libraryClient) {
		s := c.subscriber()
		defer s.close()
		require.NoError(t, s.subscribe(ctx, "\x00\r\n\xff"))
		wantNext(ctx, t, s, "subscribe \x00\r\n\xff 1")
		large := string(make([]byte, 1<<20))
		for _, message := range []string{"", "\r\n", "\xfe\x00", large} {
			_, err := c.publish(ctx, "\x00\r\n\xff", message)
			require.NoError(t, err)
			wantNext(ctx, t, s, "message \x00\r\n\xff "+message)
		}
	})
}

// wantNext fails the test unless these events come next.
func wantNext(ctx context.Context, t *testing.T, s librarySubscriber, want ...string) {
	t.Helper()
	for _, event := range want {
		got, err := s.next(ctx)
		if got != event || err != nil {
			t.Fatalf("next came %.100q, %v, want %.100q", got, err, event)
		}
	}
}
