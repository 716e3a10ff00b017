package server

import (
	"cmp"
	"fmt"
	"net"
	"slices"
	"strings"
	"syscall"
	"time"

	"mini-redis/final/resp"
)

// clientInfo answers CLIENT INFO with the caller's line of CLIENT LIST.
func clientInfo(c *conn, args [][]byte) {
	c.out.Verbatim("txt", c.describe(viewer{c, args, c.srv.uptime()}))
}

// clientList answers CLIENT LIST [TYPE type] [ID client-id [client-id ...]], of which
// Redis takes one at a time.
func clientList(c *conn, args [][]byte) {
	options := args[2:]
	switch {
	case len(options) == 0:
		c.list(args, c.srv.clients())
	case len(options) == 2 && is(options[0], "type"):
		kind, ok := c.parseType(options[1])
		if !ok {
			return
		}
		c.list(args, slices.DeleteFunc(c.srv.clients(), func(o *conn) bool { return !o.isOfType(kind) }))
	case len(options) > 1 && is(options[0], "id"):
		c.listByID(args)
	default:
		c.fail(errSyntax)
	}
}

// listByID describes the connections in the order of their numbers in args. Those
// that are not there are left out.
func (c *conn) listByID(args [][]byte) {
	byID := map[int64]*conn{}
	for _, o := range c.srv.clients() {
		byID[o.id] = o
	}
	var found []*conn
	for _, arg := range args[3:] {
		id, ok := resp.ParseInt(arg)
		if !ok {
			c.fail("ERR Invalid client ID")
			return
		}
		if o := byID[id]; o != nil {
			found = append(found, o)
		}
	}
	c.list(args, found)
}

// list replies with a line for each connection.
func (c *conn) list(args [][]byte, conns []*conn) {
	var text strings.Builder
	v := viewer{c, args, c.srv.uptime()}
	for _, o := range conns {
		text.WriteString(o.describe(v))
	}
	c.out.Verbatim("txt", text.String())
}

// clients returns the connections that take commands, by number. One that was killed
// is no longer among them, even if it has yet to notice.
func (s *Server) clients() []*conn {
	s.mu.Lock()
	conns := make([]*conn, 0, len(s.conns))
	for c := range s.conns {
		if !c.ended.Load() && !c.killed.Load() {
			conns = append(conns, c)
		}
	}
	s.mu.Unlock()
	slices.SortFunc(conns, func(a, b *conn) int { return cmp.Compare(a.id, b.id) })
	return conns
}

// A clientType is what TYPE chooses connections by. There are no masters and no
// replicas here.
type clientType string

const (
	typeNormal  clientType = "normal"
	typeMaster  clientType = "master"
	typeReplica clientType = "replica"
	typePubSub  clientType = "pubsub"
)

// parseType parses the value of TYPE, or replies with an error and returns false.
func (c *conn) parseType(name []byte) (clientType, bool) {
	for _, t := range []clientType{typeNormal, typeMaster, typeReplica, typePubSub} {
		if is(name, string(t)) {
			return t, true
		}
	}
	if is(name, "slave") {
		return typeReplica, true
	}
	c.fail("ERR Unknown client type '" + clip(name, len(name)) + "'")
	return "", false
}

func (c *conn) isOfType(t clientType) bool {
	if channels, patterns := c.subscriptions(); channels+patterns > 0 {
		return t == typePubSub
	}
	return t == typeNormal
}

// A viewer is who asks for CLIENT LIST, with what command, and when.
type viewer struct {
	*conn
	args [][]byte
	now  time.Duration // Server.uptime
}

// describe returns the line of CLIENT LIST about o, in the format of Redis 7.0. What
// has no counterpart here is constant: databases but the first, transactions
// (multi), redirection of tracking (redir), buffers that a connection keeps (rbs).
//
// argv-mem and obl, the bytes of the command under way and of its replies, are
// known of the viewer alone and 0 for others. qbuf of others is as of their last
// wait for input. oll and omem are what is queued for a subscriber; elsewhere nothing is.
// tot-mem adds up what is known.
func (o *conn) describe(v viewer) string {
	query, arguments, replies := o.unparsed.Load(), int64(0), int64(0)
	if o == v.conn {
		query, replies = int64(o.in.CommandLen()), int64(o.out.Buffered())
		for _, arg := range v.args {
			arguments += int64(len(arg))
		}
	}
	command := "NULL"
	if last := o.last.Load(); last != nil {
		command = last.name
	}
	age, idle := v.now-o.begun, v.now-time.Duration(o.active.Load())
	fd := descriptor(o.net.Conn)
	channels, patterns := o.subscriptions()
	items, queued := o.queued()
	o.mu.Lock()
	defer o.mu.Unlock()
	label := o.label()
	line := fmt.Sprintf("id=%d addr=%s laddr=%s fd=%d name=%s age=%d idle=%d flags=%s db=0 sub=%d psub=%d ssub=0 multi=-1 "+
		"qbuf=%d qbuf-free=0 argv-mem=%d multi-mem=0 rbs=0 rbp=0 obl=%d oll=%d omem=%d tot-mem=%d events=r cmd=%s user=%s redir=-1 resp=%d",
		o.id, o.address(), o.localAddress(), fd, label.name, age/time.Second, max(idle, 0)/time.Second, o.flags(channels+patterns), channels, patterns,
		query, arguments, replies, items, queued, query+arguments+replies+int64(queued), command, defaultUser, o.protocol)
	if label.libName != "" || label.libVer != "" {
		line += " lib-name=" + label.libName + " lib-ver=" + label.libVer
	}
	return line + "\n"
}

// flags are the letters of CLIENT LIST for what is special about a connection. It is
// called with mu locked.
func (o *conn) flags(subscriptions int) string {
	var letters string
	if subscriptions > 0 {
		letters += "P"
	}
	if isUnix(o.net.Conn) {
		letters += "U"
	}
	if o.noEvict {
		letters += "e"
	}
	return cmp.Or(letters, "N")
}

// descriptor returns the number that the operating system has given a connection,
// -1 if there is none.
func descriptor(nc net.Conn) int64 {
	if encrypted, ok := nc.(interface{ NetConn() net.Conn }); ok {
		nc = encrypted.NetConn()
	}
	number := int64(-1)
	if s, ok := nc.(syscall.Conn); ok {
		if raw, err := s.SyscallConn(); err == nil {
			raw.Control(func(fd uintptr) { number = int64(fd) })
		}
	}
	return number
}
