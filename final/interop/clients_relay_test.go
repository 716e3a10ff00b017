package interop

import (
	"io"
	"net"
	"sync"
	"testing"
)

// A relay stands between clients and a server, and can hold the replies back.
type relay struct {
	addr string       // where clients connect
	gate sync.RWMutex // held by hold, and by each piece of a reply that passes
	wg   sync.WaitGroup
}

// openRelay returns a relay to the server at addr, which ends with the test.
func openRelay(t *testing.T, addr string) *relay {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	way := &relay{addr: l.Addr().String()}
	way.wg.Go(func() {
		for {
			client, err := l.Accept()
			if err != nil {
				return
			}
			way.wg.Go(func() { way.pass(client, addr) })
		}
	})
	t.Cleanup(func() {
		l.Close()
		way.wg.Wait() // clients have closed by then: they were opened later
	})
	return way
}

// pass carries bytes both ways until one side has ended.
func (way *relay) pass(client net.Conn, addr string) {
	defer client.Close()
	server, err := net.Dial("tcp", addr)
	if err != nil {
		return
	}
	defer server.Close()
	way.wg.Go(func() {
		io.Copy(server, client)
		server.Close()
	})
	buf := make([]byte, 4096)
	for {
		n, err := server.Read(buf)
		if err != nil {
			return
		}
		way.gate.RLock()
		_, err = client.Write(buf[:n])
		way.gate.RUnlock()
		if err != nil {
			return
		}
	}
}

// hold keeps all replies back until release.
func (way *relay) hold()    { way.gate.Lock() }
func (way *relay) release() { way.gate.Unlock() }
