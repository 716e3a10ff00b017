package interop

import (
	"context"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestLibrariesStoreStrings(t *testing.T) {
	eachClient(t, func(ctx context.Context, t *testing.T, c libraryClient) {
		_, found, err := c.get(ctx, "k")
		require.NoError(t, err)
		require.False(t, found, "a key that was never set")

		require.NoError(t, c.set(ctx, "k", "v"))
		value, _, err := c.get(ctx, "k")
		require.NoError(t, err)
		require.Equal(t, "v", value)

		_, err = c.incr(ctx, "k")
		require.Equal(t, "value is not an integer or out of range", errorText(err))
		n, err := c.incr(ctx, "n")
		require.NoError(t, err)
		require.EqualValues(t, 1, n)

		n, err = c.del(ctx, "k", "n", "missing")
		require.NoError(t, err)
		require.EqualValues(t, 2, n)
	})
}

func TestLibrariesStoreManyStringsAtOnce(t *testing.T) {
	eachClient(t, func(ctx context.Context, t *testing.T, c libraryClient) {
		require.NoError(t, c.mset(ctx, map[string]string{"a": "1", "b": "", "c": "3"}))
		values, err := c.mget(ctx, "c", "missing", "b", "a")
		require.NoError(t, err)
		require.Equal(t, []any{"3", nil, "", "1"}, values)
	})
}

func TestLibrariesStoreAnyBytes(t *testing.T) {
	all := make([]byte, 256)
	for i := range all {
		all[i] = byte(i)
	}
	eachClient(t, func(ctx context.Context, t *testing.T, c libraryClient) {
		want := map[string]string{string(all): "all", "value": string(all), "": "no name", "empty": "", "\r\n": "$-1\r\n"}
		require.NoError(t, c.mset(ctx, want))
		got := map[string]string{}
		require.NoError(t, c.scan(ctx, "*", 10, func(key string) {
			value, _, err := c.get(ctx, key)
			require.NoError(t, err)
			got[key] = value
		}))
		require.Equal(t, want, got)
	})
}

func TestLibrariesStoreLargeValues(t *testing.T) {
	bytes := make([]byte, 32<<20)
	rand.NewChaCha8([32]byte{}).Read(bytes) // no part is like another
	large := string(bytes)
	eachClient(t, func(ctx context.Context, t *testing.T, c libraryClient) {
		require.NoError(t, c.set(ctx, "k", large))
		value, found, err := c.get(ctx, "k")
		require.NoError(t, err)
		if !found || value != large {
			t.Errorf("got %d bytes, found %v, want the %d that were set", len(value), found, len(large))
		}
		_, err = c.del(ctx, "k")
		require.NoError(t, err)
	})
}

func TestLibrariesScanAllKeys(t *testing.T) {
	const keys = 10_000
	eachClient(t, func(ctx context.Context, t *testing.T, c libraryClient) {
		want := map[string]bool{}
		commands := [][]string{{"SET", "other", "v"}}
		for i := range keys {
			key := fmt.Sprintf("key:%d", i)
			want[key] = true
			commands = append(commands, []string{"SET", key, "v"})
		}
		_, err := c.pipeline(ctx, commands)
		require.NoError(t, err)

		for _, count := range []int64{10, 1000, 100_000} {
			got := map[string]bool{}
			require.NoError(t, c.scan(ctx, "key:*", count, func(key string) { got[key] = true }))
			if !maps.Equal(got, want) {
				t.Errorf("COUNT %d: %d keys, want the %d that are there", count, len(got), len(want))
			}
		}
	})
}

func TestLibrariesPipelineCommands(t *testing.T) {
	const rounds = 2_500
	eachClient(t, func(ctx context.Context, t *testing.T, c libraryClient) {
		var commands [][]string
		var want []any
		for i := range rounds {
			value := fmt.Sprint("value ", i)
			commands = append(commands, []string{"SET", "k", value}, []string{"GET", "k"}, []string{"INCR", "n"}, []string{"GET", "missing"})
			want = append(want, "OK", value, int64(i+1), nil)
		}
		got, err := c.pipeline(ctx, commands)
		require.NoError(t, err)
		require.Len(t, got, len(want))
		for i := range want {
			if got[i] != want[i] {
				t.Fatalf("reply %d is %v, want %v", i, got[i], want[i])
			}
		}
	})
}

// An error in a pipeline is the reply of its own command only.
func TestLibrariesPipelineErrors(t *testing.T) {
	eachClient(t, func(ctx context.Context, t *testing.T, c libraryClient) {
		got, err := c.pipeline(ctx, [][]string{{"SET", "k", "v"}, {"INCR", "k"}, {"GET", "k"}, {"NOSUCH", "a"}, {"GET"}, {"GET", "k"}})
		require.NoError(t, err)
		var texts []string
		for _, reply := range got {
			if err, ok := reply.(error); ok {
				reply = errorText(err)
			}
			texts = append(texts, fmt.Sprint(reply))
		}
		want := []string{
			"OK",
			"value is not an integer or out of range",
			"v",
			"unknown command 'NOSUCH', with args beginning with: 'a' ",
			"wrong number of arguments for 'get' command",
			"v",
		}
		if !slices.Equal(texts, want) {
			t.Errorf("got  %q\nwant %q", texts, want)
		}
	})
}
