package main

import (
	"os"
	"os/exec"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// What the program prints is what redis-cli prints, if that is installed, byte for
// byte.
func TestOutputIsThatOfRedisCLI(t *testing.T) {
	if _, err := exec.LookPath("redis-cli"); err != nil {
		if os.Getenv("CI") != "" {
			t.Fatal("redis-cli is not installed")
		}
		t.Skip("redis-cli is not installed")
	}
	flags, _ := serve(t)
	var binary strings.Builder
	for b := 1; b < 256; b++ { // an argument of a program has no NUL bytes
		binary.WriteByte(byte(b))
	}
	for _, args := range [][]string{
		{"FLUSHALL"},
		{"SET", "binary", binary.String()},
		{"SET", "text", "some text"},
		{"GET", "binary"},
		{"GET", "text"},
		{"GET", "nosuch"},
		{"ECHO", ""},
		{"MGET", "text", "nosuch", "binary"},
		{"MGET", "a", "b", "c", "d", "e", "f", "g", "h", "i", "text", "k"},
		{"EXISTS", "text"},
		{"TTL", "nosuch"},
		{"KEYS", "nosuch"},
		{"CONFIG", "GET", "*"},
		{"PUBSUB", "NUMSUB", "a", "b"},
		{"UNSUBSCRIBE"},
		{"GET"},
		{"nosuch", "a\r\nb"},
		{"PING"},
		{"QUIT"},
	} {
		for _, raw := range []string{"--raw", "--no-raw"} {
			command := append([]string{raw}, args...)
			want, err := exec.CommandContext(t.Context(), "redis-cli", append(flags[:4:4], command...)...).Output()
			require.NoError(t, err)
			if _, got, _ := cli(flags, command...); got != string(want) {
				t.Errorf("%q\nprinted\n%s\nredis-cli prints\n%s", command, got, want)
			}
		}
	}
}
