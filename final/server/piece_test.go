package server

import (
	"bytes"
	"fmt"
	"io"
	"net"
	"slices"
	"testing"
)

// Items reach the client whole and in order whether they are joined or not, and they, which other connections write too, stay as they are.
func TestItemsAreWrittenAsTheyAre(t *testing.T) {
	for _, tt := range []struct{ items, size, writes int }{
		{1, 0, 0}, {1, 10, 1}, {1, joinBytes, 1}, {1, joinBytes + 1, 1}, {1, pieceLen, 1}, {1, pieceLen + 1, 2}, {1, 10 * pieceLen, 10},
		{2, 0, 0}, {2, 10, 1}, {64, joinBytes / 64, 1}, {1024, 1, 1},
		{2, joinBytes/2 + 1, 2}, {1024, 9, 1024}, // a fakeConn takes slices one by one
	} {
		t.Run(fmt.Sprintf("%d of %d bytes", tt.items, tt.size), func(t *testing.T) {
			fake := new(fakeConn)
			c := newConn(initialized(new(Server)), fake)
			var piece [][]byte
			for i := range tt.items {
				piece = append(piece, bytes.Repeat([]byte{byte('a' + i%26)}, tt.size))
			}
			given := slices.Clone(piece)
			want := bytes.Join(piece, nil)
			if err := c.writeItems(piece, c.itemsWriter()); err != nil {
				t.Error(err)
			}
			if n := c.srv.stats.bytesOut.Load(); n != int64(len(want)) {
				t.Errorf("%d bytes are counted, want %d", n, len(want))
			}
			if !bytes.Equal(fake.out.Bytes(), want) {
				t.Error("what arrived is not the items in order")
			}
			if fake.writes != tt.writes {
				t.Errorf("%d writes, want %d", fake.writes, tt.writes)
			}
			if !bytes.Equal(bytes.Join(given, nil), want) {
				t.Error("the items have changed")
			}
		})
	}
}

// BenchmarkWriteItems measures what a subscriber's writer does with messages of 98
// bytes, over loopback TCP; plain is without writeItems.
func BenchmarkWriteItems(b *testing.B) {
	for _, items := range []int{1, 4, 32} {
		for _, plain := range []bool{false, true} {
			b.Run(fmt.Sprintf("items=%d/plain=%t", items, plain), func(b *testing.B) {
				c := newConn(initialized(new(Server)), discarding(b))
				write := c.itemsWriter()
				message := make([]byte, 98)
				queued := make([][]byte, items)
				b.ReportAllocs()
				for b.Loop() {
					for i := range queued {
						queued[i] = message
					}
					var err error
					if plain {
						_, err = write(queued)
					} else {
						err = c.writeItems(queued, write)
					}
					if err != nil {
						b.Fatal(err)
					}
				}
			})
		}
	}
}

// discarding returns a TCP connection whose other end reads all.
func discarding(b *testing.B) net.Conn {
	b.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		b.Fatal(err)
	}
	defer l.Close()
	near, err := net.Dial("tcp", l.Addr().String())
	if err != nil {
		b.Fatal(err)
	}
	far, err := l.Accept()
	if err != nil {
		b.Fatal(err)
	}
	done := make(chan struct{})
	go func() {
		defer close(done)
		io.Copy(io.Discard, far)
	}()
	b.Cleanup(func() {
		near.Close()
		<-done
		far.Close()
	})
	return near
}
