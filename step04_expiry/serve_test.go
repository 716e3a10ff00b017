package expiry

import (
	"context"
	"io"
	"testing"
	"testing/synctest"
	"time"

	framing "mini-redis/step02_framing"

	"github.com/stretchr/testify/require"
)

// A whole conversation, in which years pass while the test takes no time.
func TestConversationOverYears(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		l, s := newPipeListener(), New()
		served := make(chan error, 1)
		go func() { served <- Serve(ctx, l, s) }()

		ann, bob := l.connect(t), l.connect(t)
		require.Equal(t, ok, ann.do(t, "SET ticket 42 PX 1500"))
		require.Equal(t, framing.Integer(2), bob.do(t, "TTL ticket"))

		time.Sleep(time.Second)
		require.Equal(t, framing.Bulk("42"), bob.do(t, "GET ticket"))
		require.Equal(t, framing.Integer(500), bob.do(t, "PTTL ticket"))

		time.Sleep(501 * time.Millisecond)
		require.Equal(t, framing.Null{}, bob.do(t, "GET ticket"))
		require.Equal(t, framing.Integer(-2), ann.do(t, "TTL ticket"))

		require.Equal(t, ok, ann.do(t, "MSET lease 1 house 2"))
		require.Equal(t, framing.Integer(1), ann.do(t, "EXPIRE lease 946080000")) // 30 years
		time.Sleep(30 * 365 * 24 * time.Hour)
		require.Equal(t, framing.Integer(2), bob.do(t, "EXISTS lease house"))

		// Nobody asks for the lease any more: it is the sweeper that removes it.
		time.Sleep(time.Millisecond)
		synctest.Wait()
		require.Equal(t, framing.Integer(1), bob.do(t, "DBSIZE"))

		// I5: with ctx everything ends, the sweeper, too. A goroutine left behind
		// would fail the test, because no bubble ends before its goroutines.
		cancel()
		require.NoError(t, <-served)
		_, err := ann.dec.Frame()
		require.ErrorIs(t, err, io.EOF)
	})
}

// When the listener fails, Serve returns its error, and the sweeper ends as well.
func TestServeReturnsTheListenersError(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := newPipeListener()
		l.Close()
		require.Error(t, Serve(t.Context(), l, New()))
	})
}
