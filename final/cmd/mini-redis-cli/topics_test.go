package main

import (
	"bufio"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// startRedis starts a redis-server and returns the flags that lead to its socket.
func startRedis(t *testing.T) (flags []string) {
	t.Helper()
	needRedisCLI(t)
	dir, err := os.MkdirTemp("", "redis") // t.TempDir is too long a name for a socket
	require.NoError(t, err)
	t.Cleanup(func() { os.RemoveAll(dir) })
	socket := filepath.Join(dir, "socket")
	redis := exec.CommandContext(t.Context(), "redis-server", "--port", "0", "--unixsocket", socket, "--save", "", "--dir", dir)
	log, err := redis.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, redis.Start())
	t.Cleanup(func() {
		redis.Process.Kill()
		redis.Wait()
	})
	hang := time.AfterFunc(20*time.Second, func() { redis.Process.Kill() })
	defer hang.Stop()
	for lines := bufio.NewScanner(log); lines.Scan(); {
		if strings.Contains(lines.Text(), "ready to accept connections") {
			return []string{"-s", socket}
		}
	}
	t.Fatal("redis-server did not start")
	return nil
}

// unlikeCLI is what redis-cli prints and the program does not where no terminal is: colours,
// carriage returns, and the space that ends a summary in Redis 7.0.15.
var unlikeCLI = regexp.MustCompile(`\x1b\[[0-9;]*m| ?\r`)

// Of a redis-server help says what redis-cli says of it, as arguments and in lines of
// input.
func TestHelpIsThatOfRedisCLI(t *testing.T) {
	flags := startRedis(t)
	for _, topic := range []string{
		"get", "SET", "config", "CONFIG get", "config nosuch", "get set", "nosuch", "se", "xadd", "zadd",
		"@string", "@STRING", "@pubsub", "@sorted-set", "@connection", "@server", "@generic", "@nosuch", "@", "@string set",
	} {
		words := append([]string{"help"}, strings.Fields(topic)...)
		want := unlikeCLI.ReplaceAllString(redisCLI(t, "", append(flags[:2:2], words...)...), "")
		if code, got, stderr := cli(flags, words...); got != want || code != 0 || stderr != "" {
			t.Errorf("%s: exit code %d, %q, printed\n%s\nredis-cli prints\n%s", topic, code, stderr, got, want)
		}
		words[0] = "?"
		if _, got, _ := cliWithInput(strings.Join(words, " ")+"\n", flags); got != want {
			t.Errorf("? %s: printed\n%s\nredis-cli prints\n%s", topic, got, want)
		}
	}
}

// Help is from the documentation, not a command: the server gets none, and has to be
// there only for a topic.
func TestHelpIsNoCommandForTheServer(t *testing.T) {
	flags := answeringWith(t, func(args []string) (string, bool) {
		if args[0] == "COMMAND" {
			return documented, true
		}
		t.Errorf("the server got %q", args)
		return "+OK\r\n", true
	})
	for _, words := range [][]string{{"help"}, {"HELP"}, {"?"}} {
		if code, stdout, stderr := cli([]string{"-s", "/nosuch"}, words...); code != 0 || stdout != generalHelp() || stderr != "" {
			t.Errorf("%q: exit code %d, output %q and %q", words, code, stdout, stderr)
		}
		const want = "\n  SELECT \n  summary: Select\n  since: 1.0.0\n  group: connection\n\n"
		if code, stdout, stderr := cli(flags, words[0], "select"); code != 0 || stdout != want || stderr != "" {
			t.Errorf("%q select: exit code %d, output %q and %q", words, code, stdout, stderr)
		}
	}
	if code, stdout, stderr := cli([]string{"-s", "/nosuch"}, "help", "get"); code != 1 || stdout != "" || !strings.HasPrefix(stderr, "Could not connect to Redis at /nosuch: ") {
		t.Errorf("without a server: exit code %d, output %q and %q", code, stdout, stderr)
	}
	silent := answering(t, func() []string { return nil })
	if code, stdout, _ := cli(silent, "help", "get"); code != 0 || stdout != "The server does not answer COMMAND DOCS, which has the help (Redis 7.0).\n" {
		t.Errorf("without documentation: exit code %d, output %q", code, stdout)
	}
}

// On a terminal help has colours, unless they are not wanted.
func TestHelpHasColours(t *testing.T) {
	flags := documenting(t, documented)
	for noColour, want := range map[string]string{
		"":  "  \x1b[1mSET\x1b[0m \x1b[90mkey value\x1b[0m\n  \x1b[33msummary:\x1b[0m ",
		"1": "  SET key value\n  summary: ",
	} {
		p := sit(t, map[string]string{"MINI_REDIS_CLI_HISTORY": "off", "NO_COLOR": noColour}, flags...)
		p.see("> ")
		p.press("help set\r")
		p.see(want)
		p.leave("exit\r")
	}
}
