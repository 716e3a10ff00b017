package interop

import (
	"context"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"mini-redis/final/client"
)

func TestOwnClientSubscriptions(t *testing.T) {
	eachOwnClient(t, func(ctx context.Context, t *testing.T, c *client.Client) {
		s, err := c.Subscribe(ctx, "news", "weather")
		require.NoError(t, err)
		defer s.Close()
		require.NoError(t, s.PSubscribe(ctx, "n?ws"))
		n, err := c.Publish(ctx, "news", "1")
		require.NoError(t, err)
		require.EqualValues(t, 2, n)
		for _, pattern := range []string{"", "n?ws"} {
			m, err := s.Receive(ctx)
			require.NoError(t, err)
			require.Equal(t, client.Message{Channel: "news", Pattern: pattern, Payload: "1"}, m)
		}
		require.NoError(t, s.Unsubscribe(ctx))
		require.NoError(t, s.PUnsubscribe(ctx))
		n, err = c.Publish(ctx, "news", "2")
		require.NoError(t, err)
		require.Zero(t, n)

		require.NoError(t, s.Subscribe(ctx, "many"))
		for i := range 1000 {
			n, err := c.Publish(ctx, "many", fmt.Sprint(i))
			require.True(t, n == 1 && err == nil, "%d, %v", n, err)
		}
		for i := range 1000 {
			m, err := s.Receive(ctx)
			require.NoError(t, err)
			require.Equal(t, fmt.Sprint(i), m.Payload)
		}
	})
}

// A subscriber that does not read is dropped by the server's limit, is told so, and
// goes on.
func TestOwnClientSlowSubscriber(t *testing.T) {
	for _, kind := range serverKinds() {
		s := kind.start(t)
		t.Run(s.name, func(t *testing.T) {
			ctx := aMinute(t)
			c, err := client.Dial(ctx, s.addr, client.Options{})
			require.NoError(t, err)
			defer c.Close()
			slow, err := c.Subscribe(ctx, "flood")
			require.NoError(t, err)
			defer slow.Close()
			message := strings.Repeat("x", 1<<20)
			for {
				n, err := c.Publish(ctx, "flood", message)
				require.NoError(t, err)
				if n == 0 {
					break
				}
			}
			for messages := 0; ; messages++ {
				_, err := slow.Receive(ctx)
				if errors.Is(err, client.ErrGap) {
					break
				}
				require.NoError(t, err)
			}
			n, err := c.Publish(ctx, "flood", "after")
			require.NoError(t, err)
			require.EqualValues(t, 1, n)
			m, err := slow.Receive(ctx)
			require.NoError(t, err)
			require.Equal(t, "after", m.Payload)
		})
	}
}

func TestOwnClientAfterARestart(t *testing.T) {
	for _, kind := range serverKinds() {
		s := kind.start(t)
		t.Run(s.name, func(t *testing.T) {
			ctx := aMinute(t)
			c, err := client.Dial(ctx, s.addr, client.Options{})
			require.NoError(t, err)
			defer c.Close()
			subscriber, err := c.Subscribe(ctx, "news")
			require.NoError(t, err)
			defer subscriber.Close()
			require.NoError(t, c.Set(ctx, "a", "1"))

			s.stop()
			pending := make(chan error, 1)
			go func() { pending <- c.Set(ctx, "b", "1") }()
			short, giveUp := context.WithTimeout(ctx, 100*time.Millisecond)
			defer giveUp()
			err = c.Ping(short)
			if errors.Is(err, io.EOF) || errors.Is(err, syscall.ECONNRESET) || errors.Is(err, syscall.EPIPE) {
				err = c.Ping(short) // the first was sent before the loss was noticed
			}
			require.ErrorIs(t, err, context.DeadlineExceeded)
			require.NotErrorIs(t, err, client.ErrUnknownOutcome)

			_, port, _ := net.SplitHostPort(s.addr)
			kind.start(t, "--port", port)
			if err := <-pending; err != nil { // it, too, may have been sent before
				require.ErrorIs(t, err, client.ErrUnknownOutcome)
			}
			_, err = c.Get(ctx, "a")
			require.ErrorIs(t, err, client.ErrNil)
			_, err = subscriber.Receive(ctx)
			require.ErrorIs(t, err, client.ErrGap)
			n, err := c.Publish(ctx, "news", "hello")
			require.NoError(t, err)
			require.EqualValues(t, 1, n)
			m, err := subscriber.Receive(ctx)
			require.NoError(t, err)
			require.Equal(t, "hello", m.Payload)
		})
	}
}

func TestOwnClientOverTLS(t *testing.T) {
	eachTLSServer(t, true, func(t *testing.T, s tlsSetup) {
		ctx := aMinute(t)
		addr, o, err := client.ParseURL("rediss://" + s.addr)
		require.NoError(t, err)
		_, err = client.Dial(ctx, addr, o)
		require.Error(t, err, "the system's authorities do not vouch for this server")
		o.TLS = s.ca.trust(s.ca.issue("a client", x509.ExtKeyUsageClientAuth))
		c, err := client.Dial(ctx, addr, o)
		require.NoError(t, err)
		defer c.Close()
		subscriber, err := c.Subscribe(ctx, "news")
		require.NoError(t, err)
		defer subscriber.Close()
		value := strings.Repeat("value", 1<<20)
		require.NoError(t, c.Set(ctx, "a", value))
		got, err := c.Get(ctx, "a")
		require.NoError(t, err)
		require.True(t, got == value)
		_, err = c.Publish(ctx, "news", value)
		require.NoError(t, err)
		m, err := subscriber.Receive(ctx)
		require.NoError(t, err)
		require.True(t, m.Payload == value)
	})
}
