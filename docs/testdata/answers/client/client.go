// Package client is the answer to step 2's exercise on a client.
package client

import (
	"net"

	framing "mini-redis/step02_framing"
)

// A Client sends commands, one after the other. It is for use by one goroutine.
type Client struct {
	enc *framing.Encoder
	dec *framing.Decoder
}

// New returns a client on conn.
func New(conn net.Conn) *Client {
	return &Client{framing.NewEncoder(conn), framing.NewDecoder(conn)}
}

// Do sends a command and returns its reply.
func (c *Client) Do(args ...string) (framing.Frame, error) {
	command := framing.Array{}
	for _, arg := range args {
		command = append(command, framing.Bulk(arg))
	}
	if err := c.enc.Encode(command); err != nil {
		return nil, err
	}
	if err := c.enc.Flush(); err != nil {
		return nil, err
	}
	return c.dec.Frame()
}
