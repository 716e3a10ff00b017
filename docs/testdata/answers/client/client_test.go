package client

import (
	"net"
	"testing"

	"github.com/stretchr/testify/require"

	framing "mini-redis/step02_framing"
)

func TestClientTalksToTheServer(t *testing.T) {
	conn, server := net.Pipe()
	defer conn.Close()
	go func() {
		defer server.Close()
		framing.ServeConn(server, framing.Commands())
	}()
	c := New(conn)
	for _, test := range []struct {
		command []string
		want    framing.Frame
	}{
		{[]string{"PING"}, framing.SimpleString("PONG")},
		{[]string{"ECHO", "a\r\nb"}, framing.Bulk("a\r\nb")},
		{[]string{"ECHO"}, framing.ErrorReply("ERR wrong number of arguments for 'echo' command")},
	} {
		got, err := c.Do(test.command...)
		require.NoError(t, err)
		require.Equal(t, test.want, got)
	}
}
