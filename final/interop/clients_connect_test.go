package interop

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestLibrariesConnectAndNameTheirConnections(t *testing.T) {
	eachServer(t, nil, func(t *testing.T, s *server) {
		for _, lib := range libraries() {
			t.Run(lib.name, func(t *testing.T) {
				ctx := aMinute(t)
				for _, name := range []string{"", "worker-7"} {
					c := openLibrary(t, lib, libraryOptions{addr: s.addr, name: name})
					got, err := c.clientName(ctx)
					require.NoError(t, err)
					require.Equal(t, name, got)
				}
			})
		}
	})
}

func TestLibrariesSpeakTheirProtocol(t *testing.T) {
	want := map[string]int64{"go-redis-RESP2": 2, "go-redis-RESP3": 3, "rueidis-RESP2": 2, "rueidis-RESP3": 3}
	eachServer(t, nil, func(t *testing.T, s *server) {
		for _, lib := range libraries() {
			got, err := openLibrary(t, lib, libraryOptions{addr: s.addr}).protocol(aMinute(t))
			require.NoError(t, err)
			require.Equal(t, want[lib.name], got, lib.name)
		}
	})
}

func TestLibrariesAuthenticate(t *testing.T) {
	const wrong = "WRONGPASS invalid username-password pair or user is disabled."
	flags := []string{"--requirepass", "right horse"}
	eachServer(t, flags, func(t *testing.T, s *server) {
		for _, lib := range libraries() {
			t.Run(lib.name, func(t *testing.T) {
				ctx := aMinute(t)
				for _, user := range []string{"", "default"} {
					c := openLibrary(t, lib, libraryOptions{addr: s.addr, username: user, password: "right horse", name: "me"})
					require.NoError(t, c.set(ctx, "k", "v"))
					got, err := c.clientName(ctx)
					require.NoError(t, err)
					require.Equal(t, "me", got)

					_, err = lib.open(libraryOptions{addr: s.addr, username: user, password: "wrong horse"})
					require.EqualError(t, err, wrong)
				}
				_, err := lib.open(libraryOptions{addr: s.addr, username: "nobody", password: "right horse"})
				require.EqualError(t, err, wrong)
				_, err = lib.open(libraryOptions{addr: s.addr})
				require.ErrorContains(t, err, "NOAUTH ")
			})
		}
	})
}

// Without a password on the server every one is right, but AUTH with nothing but a
// password is a mistake (Redis 7.0: AUTH): rueidis sends that in RESP2.
func TestLibrariesAuthenticateWithoutNeed(t *testing.T) {
	eachServer(t, nil, func(t *testing.T, s *server) {
		for _, lib := range libraries() {
			t.Run(lib.name, func(t *testing.T) {
				openLibrary(t, lib, libraryOptions{addr: s.addr, username: "default", password: "any"})
				want := ""
				if lib.name == "rueidis-RESP2" {
					want = "AUTH <password> called without any password configured for the default user. Are you sure your configuration is correct?"
				}
				c, err := lib.open(libraryOptions{addr: s.addr, password: "any"})
				if err == nil {
					c.close()
				}
				require.Equal(t, want, errorText(err))
			})
		}
	})
}
