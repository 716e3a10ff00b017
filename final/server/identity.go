package server

import (
	"net"
	"sync"
	"sync/atomic"
	"time"

	"mini-redis/final/pubsub"
)

// identity is what CLIENT LIST tells of a connection, to that connection and to
// others: id and begun never change, the rest is safe for concurrent use. Times are
// those of Server.uptime.
type identity struct {
	id    int64 // unique and increasing within a Server
	begun time.Duration

	active   atomic.Int64            // when input last arrived, or replies that had been stuck got through
	unparsed atomic.Int64            // bytes that had been received and belonged to no command, before the last Read
	last     atomic.Pointer[command] // the last command; nil if there was none, or none of that name
	killed   atomic.Bool             // nothing is executed or written any more, from this moment on: see conn.fate
	reads    atomic.Bool             // commands are being read: the read deadline is that of silence
	parting  atomic.Bool             // nothing is executed any more, or will be: writes have a deadline
	ended    atomic.Bool             // nothing is executed or written any more

	mu      sync.Mutex
	labels  *labels // guarded by mu, as all below; nil if the client has given none
	noEvict bool    // CLIENT NO-EVICT
	// What the reader has of subscriptions and protocol, for others to see.
	subscriber *pubsub.Subscriber // nil outside subscriber mode
	protocol   uint8
}

// labels are what a client calls itself.
type labels struct {
	name            string // CLIENT SETNAME
	libName, libVer string // CLIENT SETINFO
}

// label returns the labels. It is called with mu locked.
func (i *identity) label() labels {
	if i.labels == nil {
		return labels{}
	}
	return *i.labels
}

// relabel changes the labels.
func (i *identity) relabel(change func(*labels)) {
	i.mu.Lock()
	defer i.mu.Unlock()
	if i.labels == nil {
		i.labels = new(labels)
	}
	change(i.labels)
}

func (i *identity) begin(s *Server) {
	i.id = s.nextID.Add(1)
	i.begun = s.uptime()
	i.active.Store(int64(i.begun))
	i.protocol = 2
}

// address and localAddress return the client's address and the server's, as CLIENT
// LIST has them. Any goroutine may call them.
func (c *conn) address() string {
	if isUnix(c.net.Conn) {
		return c.localAddress() // a client's socket has no name: Redis gives the server's
	}
	return c.net.RemoteAddr().String()
}

func (c *conn) localAddress() string {
	local := c.net.LocalAddr().String()
	if isUnix(c.net.Conn) {
		local += ":0"
	}
	return local
}

// isUnix reports whether a connection came over a Unix domain socket.
func isUnix(nc net.Conn) bool { return nc.LocalAddr().Network() == "unix" }
