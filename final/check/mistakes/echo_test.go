package mistakes

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net"
	"slices"
	"sync"

	"mini-redis/final/check"
)

// An echo is step 1's server, but for one planted mistake. Bytes that others overwrite
// are guarded by mu all the same: the mistake is in their order, and a race would be two.
type echo struct {
	plant mistake

	mu     sync.Mutex
	shared [32 << 10]byte // what some connection has read last
}

func plantedEcho(plant mistake) check.Target {
	return check.InProcess(func(first, second context.Context, l net.Listener, _ check.Limits) error {
		(&echo{plant: plant}).serve(first, second, l)
		return nil
	})
}

func (e *echo) has(m mistake) bool { return e.plant == m }

// serve returns when all clients have left after first has ended, and at once if second
// ends.
func (e *echo) serve(first, second context.Context, l net.Listener) {
	listening, connected := first, first
	if e.has(signalIgnored) {
		listening, connected = second, second
	}
	if e.has(idleClientsStay) {
		connected = second
	}
	context.AfterFunc(listening, func() { l.Close() })
	places := make(chan struct{}, 1000)
	if e.has(fewWorkers) {
		places = make(chan struct{}, 8)
	}
	var tasks sync.WaitGroup
	defer tasks.Wait()
	for {
		select {
		case places <- struct{}{}:
		case <-second.Done():
			return
		}
		conn, err := l.Accept()
		if err != nil {
			return
		}
		task := func() {
			defer conn.Close()
			defer context.AfterFunc(connected, func() { conn.Close() })()
			e.echo(conn)
			<-places
		}
		if e.has(oneClientAtATime) {
			task()
			continue
		}
		tasks.Go(task)
	}
}

func (e *echo) echo(conn net.Conn) {
	switch {
	case e.has(linesWithoutEnd), e.has(linesEndWithLF):
		e.echoLines(conn)
	case e.has(bufferReused), e.has(halfCloseDropsReplies):
		e.echoByWriter(conn)
	default:
		e.echoPieces(conn)
	}
}

// echoLines takes what arrives for lines.
func (e *echo) echoLines(conn net.Conn) {
	lines := bufio.NewScanner(conn)
	for lines.Scan() {
		if e.has(linesEndWithLF) {
			fmt.Fprintln(conn, lines.Text())
		} else {
			fmt.Fprint(conn, lines.Text())
		}
	}
}

func (e *echo) echoPieces(conn net.Conn) {
	buffer := make([]byte, 4096)
	for {
		n, err := conn.Read(buffer)
		if err != nil {
			return
		}
		piece := buffer[:n]
		if e.has(bufferNotCut) {
			piece = buffer
		}
		if e.has(bufferShared) {
			e.writeShared(conn, piece)
			continue
		}
		conn.Write(piece)
		if e.has(servedOnce) {
			io.Copy(io.Discard, conn)
		}
	}
}

// writeShared writes piece from where all connections have theirs, bit by bit as a
// system does whose buffers are full.
func (e *echo) writeShared(conn net.Conn, piece []byte) {
	e.mu.Lock()
	copy(e.shared[:], piece)
	e.mu.Unlock()
	for at := 0; at < len(piece); at += 256 {
		bit := piece[at:min(at+256, len(piece))]
		e.mu.Lock()
		copy(bit, e.shared[at:])
		e.mu.Unlock()
		conn.Write(bit)
	}
}

// echoByWriter has a second task that writes, and doesn't tell it enough.
func (e *echo) echoByWriter(conn net.Conn) {
	var own echo // its shared is this connection's
	pieces := make(chan []byte, 8)
	var writer sync.WaitGroup
	writer.Go(func() {
		var held []byte
		for piece := range pieces {
			if e.has(halfCloseDropsReplies) { // it is always one behind
				piece, held = held, piece
			}
			if e.has(bufferReused) {
				own.mu.Lock()
				copy(piece, own.shared[:])
				own.mu.Unlock()
			}
			if _, err := conn.Write(piece); err != nil {
				conn.Close()
			}
		}
	})
	defer writer.Wait()
	defer close(pieces)
	buffer := make([]byte, 4096)
	for {
		n, err := conn.Read(buffer)
		if err != nil {
			break
		}
		own.mu.Lock()
		copy(own.shared[:], buffer[:n])
		own.mu.Unlock()
		pieces <- slices.Clone(buffer[:n])
	}
	if e.has(halfCloseDropsReplies) {
		conn.Close()
	}
}
