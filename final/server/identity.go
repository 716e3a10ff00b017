package server

import (
	"net"
	"sync"
	"sync/atomic"
	"time"

	"mini-redis/final/pubsub"
)

// identity is what CLIENT LIST tells of a connection, to that connection and to
// others: id, addr, laddr, unix and since never change, the rest is safe for
// concurrent use.
type identity struct {
	id          int64 // unique and increasing within a Server
	addr, laddr string
	unix        bool // the connection came over a Unix domain socket
	since       time.Time

	active   atomic.Int64            // when input last arrived, or replies that had been stuck got through, in milliseconds since the Unix epoch
	unparsed atomic.Int64            // bytes that had been received and belonged to no command, before the last Read
	last     atomic.Pointer[command] // the last command; nil if there was none, or none of that name
	killed   atomic.Bool             // CLIENT KILL: close it at once
	reads    atomic.Bool             // commands are being read: the read deadline is that of silence
	parting  atomic.Bool             // nothing is executed any more, or will be: writes have a deadline
	ended    atomic.Bool             // nothing is executed or written any more

	mu      sync.Mutex
	name    string // CLIENT SETNAME; guarded by mu, as all below
	libName string // CLIENT SETINFO
	libVer  string
	noEvict bool // CLIENT NO-EVICT
	// What the reader has of subscriptions and protocol, for others to see.
	subscriber *pubsub.Subscriber // nil outside subscriber mode
	protocol   int
}

func (i *identity) begin(s *Server, nc net.Conn) {
	i.id = s.nextID.Add(1)
	i.addr, i.laddr = nc.RemoteAddr().String(), nc.LocalAddr().String()
	if local := nc.LocalAddr(); local.Network() == "unix" {
		// A client's socket has no name: Redis gives the server's for both, with the
		// port 0.
		i.unix = true
		i.addr = local.String() + ":0"
		i.laddr = i.addr
	}
	i.since = time.Now()
	i.active.Store(i.since.UnixMilli())
	i.protocol = 2
}
