package main

import (
	"io"
	"net"
	"strconv"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"mini-redis/final/resp"
)

// answering starts a server that answers the command "GET i" with the i-th of
// documents, as it is on the wire; a connection that asks for one that is not there is
// closed. The server has no COMMAND and answers anything else with OK. It returns
// the flags that lead to it.
func answering(t *testing.T, documents func() []string) (flags []string) {
	t.Helper()
	return answeringWith(t, func(args []string) (document string, ok bool) {
		switch args[0] {
		case "COMMAND":
			return "-ERR unknown command\r\n", true
		case "GET":
			all := documents()
			if i, err := strconv.Atoi(args[1]); err == nil && i < len(all) {
				return all[i], true
			}
			return "", false
		}
		return "+OK\r\n", true
	})
}

// documenting starts a server that answers COMMAND DOCS with document, as it is on
// the wire, and anything else with OK.
func documenting(t *testing.T, document string) (flags []string) {
	t.Helper()
	return answeringWith(t, func(args []string) (string, bool) {
		if args[0] == "COMMAND" {
			return document, true
		}
		return "+OK\r\n", true
	})
}

// answeringWith starts a server that closes a connection where answer reports false.
// No two calls of answer run at a time.
func answeringWith(t *testing.T, answer func(args []string) (document string, ok bool)) (flags []string) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	t.Cleanup(func() { l.Close() })
	var mu sync.Mutex
	go func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			go func() {
				defer conn.Close()
				commands := resp.NewReader(conn)
				for {
					command, err := commands.ReadCommand()
					if err != nil {
						return
					}
					var args []string
					for _, arg := range command {
						args = append(args, string(arg))
					}
					mu.Lock()
					document, ok := answer(args)
					mu.Unlock()
					if !ok {
						return
					}
					io.WriteString(conn, document)
				}
			}()
		}
	}()
	host, port, _ := net.SplitHostPort(l.Addr().String())
	return []string{"-h", host, "-p", port}
}
