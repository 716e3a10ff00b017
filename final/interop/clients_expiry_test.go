package interop

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestLibrariesSetTimesToLive(t *testing.T) {
	eachClient(t, func(ctx context.Context, t *testing.T, c libraryClient) {
		wantTTL := func(key string, least, most time.Duration) {
			t.Helper()
			left, err := c.ttl(ctx, key)
			require.NoError(t, err)
			if left < least || left > most {
				t.Errorf("%s has %v to live, want %v to %v", key, left, least, most)
			}
		}
		wantTTL("missing", -2, -2)
		require.NoError(t, c.set(ctx, "k", "v"))
		wantTTL("k", -1, -1)
		require.NoError(t, c.setFor(ctx, "k", "v", time.Hour))
		wantTTL("k", 59*time.Minute, time.Hour)

		for _, step := range []struct {
			does func() (bool, error)
			want bool
		}{
			{func() (bool, error) { return c.expire(ctx, "missing", time.Hour) }, false},
			{func() (bool, error) { return c.persist(ctx, "missing") }, false},
			{func() (bool, error) { return c.persist(ctx, "k") }, true},
			{func() (bool, error) { return c.persist(ctx, "k") }, false},
			{func() (bool, error) { return c.expire(ctx, "k", 2*time.Hour) }, true},
		} {
			done, err := step.does()
			require.NoError(t, err)
			require.Equal(t, step.want, done)
		}
		wantTTL("k", 119*time.Minute, 2*time.Hour)
	})
}

func TestLibrariesSeeKeysExpire(t *testing.T) {
	eachClient(t, func(ctx context.Context, t *testing.T, c libraryClient) {
		require.NoError(t, c.setFor(ctx, "short", "v", 20*time.Millisecond))
		require.NoError(t, c.set(ctx, "gone", "v"))
		done, err := c.expire(ctx, "gone", -time.Second)
		require.NoError(t, err)
		require.True(t, done)
		_, found, err := c.get(ctx, "gone")
		require.NoError(t, err)
		require.False(t, found, "a key whose deadline is past")

		becomes(t, "the key is gone", func() bool {
			_, found, err := c.get(ctx, "short")
			require.NoError(t, err)
			return !found
		})
		left, err := c.ttl(ctx, "short")
		require.NoError(t, err)
		require.EqualValues(t, -2, left)
	})
}
