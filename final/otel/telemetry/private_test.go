package telemetry

import (
	"bytes"
	"fmt"
	"io"
	"log/slog"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"mini-redis/final/server"
)

// Whatever clients send, in whatever place, none of it is in any request to the
// collector, even at debug level: no key, no value, no password, no channel and no
// name of a command that does not exist.
func TestNothingPrivateIsSent(t *testing.T) {
	c := collect(t)
	s := &server.Server{Password: "private-password"}
	w := watch(t, s, slog.LevelDebug)
	for _, sent := range []string{
		"AUTH private-wrong\r\nAUTH private-user private-password\r\nAUTH private-password\r\n" +
			"SET private-key private-value\r\nGET private-key\r\nINCR private-key\r\nMSET private-a\r\nMGET private-a private-b\r\nKEYS private*\r\n" +
			"SET private-key private-value private-option\r\nEXPIRE private-key private-number\r\nAPPEND private-key private-value\r\n" +
			"PRIVATE-COMMAND private-argument\r\nCONFIG private-subcommand\r\nCONFIG SET private-parameter private-value\r\n" +
			"CLIENT SETNAME private-name\r\nCLIENT KILL private-address\r\nHELLO 2 private-option\r\n" +
			"SUBSCRIBE private-channel\r\nPSUBSCRIBE private-*\r\nPING private-ping\r\nUNSUBSCRIBE\r\nPUNSUBSCRIBE\r\nPUBLISH private-channel private-message\r\nQUIT\r\n",
		"*1\r\n$private\r\n",
		"*private\r\n",
		"SET \"private\r\n",
		"POST /private HTTP/1.1\r\nHost: private\r\n\r\n",
	} {
		conn := w.dial()
		io.WriteString(conn, sent)
		io.Copy(io.Discard, conn)
		conn.Close()
	}
	w.stop()
	requests, _ := c.Bodies()
	require.NotEmpty(t, c.Spans())
	require.NotEmpty(t, c.Records())
	require.NotEmpty(t, c.Metrics())
	for _, request := range requests {
		if i := bytes.Index(bytes.ToLower(request), []byte("private")); i >= 0 {
			t.Errorf("a request has %q in it", request[max(0, i-100):min(len(request), i+100)])
		}
	}
}

// An argument of random letters of any command is in no request.
func TestNoArgumentIsSent(t *testing.T) {
	c := collect(t)
	w := watch(t, new(server.Server), slog.LevelDebug)
	var secrets []string
	rapid.Check(t, func(t *rapid.T) {
		secret := rapid.StringMatching(`[a-zA-Z]{12,20}`).Draw(t, "secret")
		secrets = append(secrets, secret)
		command := rapid.SampledFrom([]string{
			"GET %s", "SET %s %[1]s", "SET k %s", "%s", "%s k", "SET k v %s", "CONFIG GET %s", "CONFIG %s", "COMMAND INFO %s", "COMMAND %s", "AUTH %s",
			"HELLO 2 AUTH default %s", "CLIENT SETNAME %s", "CLIENT %s", "PUBLISH %s %[1]s", "SUBSCRIBE %s", "KEYS %s", "SCAN 0 MATCH %s", "SELECT %s", "EXPIRE k %s",
		}).Draw(t, "command")
		w.converse(fmt.Sprintf(command, secret))
	})
	w.stop()
	requests, gzipped := c.Bodies()
	require.Positive(t, len(requests)-gzipped, "gzip is on, so what follows would prove little")
	for _, request := range requests {
		for _, secret := range secrets {
			if bytes.Contains(request, []byte(secret)) {
				t.Fatalf("a request has %q in it", secret)
			}
		}
	}
}
