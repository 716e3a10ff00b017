package resp

import "errors"

// ErrCommandTooLong is returned by [Reader.ReadCommand] for a command longer than
// [Reader.MaxCommandLen]. It is no [ProtocolError] because the client broke no
// rule of the protocol. Redis closes such a connection without a reply (its
// setting client-query-buffer-limit).
var ErrCommandTooLong = errors.New("resp: command too long")

// ProtocolError reports bytes that are not RESP. After it the stream has no known
// command boundary, so the only thing left to do with the connection is to close
// it; a server first answers with an error reply of "ERR " and Error().
type ProtocolError struct {
	// Reason says what is wrong. For commands it is redis-server 7.0's own text,
	// for replies this package's.
	// In "expected '$', got 'x'" x is the byte received, of whatever value:
	// [Writer.Error] makes it safe to send.
	Reason string
}

// Error returns "Protocol error: " followed by the reason.
func (e *ProtocolError) Error() string { return "Protocol error: " + e.Reason }

// ErrReplyTooLong is returned by [ReplyReader.ReadReply] for a reply that exceeds
// MaxReplyLen.
var ErrReplyTooLong = errors.New("resp: reply too long")
