package framing

import (
	"fmt"
	"strings"
)

// A Frame is one value of the RESP2 protocol: a [SimpleString], [ErrorReply],
// [Integer], [Bulk], [Null] or [Array].
//
// A Go string holds any bytes and never changes, so text and binary data are
// both kept in strings, and no frame ever aliases a read buffer. An Array must
// not be changed once it is a reply: others may be sending it, too.
type Frame interface {
	isFrame()
}

type (
	// SimpleString is a short text without CR or LF, such as OK.
	SimpleString string

	// ErrorReply is an error, as a client gets it. Its first word is a code for
	// programs, such as ERR; the rest is for people. It must not contain CR or LF.
	ErrorReply string

	// Integer is a signed 64-bit number.
	Integer int64

	// Bulk is a string of any bytes, up to [MaxBulk] of them.
	Bulk string

	// Null says that there is no value. RESP2 has two spellings of it, "$-1" and
	// "*-1". The decoder takes both, the encoder writes the first.
	Null struct{}

	// Array is a sequence of frames, which may be arrays themselves.
	Array []Frame
)

func (SimpleString) isFrame() {}
func (ErrorReply) isFrame()   {}
func (Integer) isFrame()      {}
func (Bulk) isFrame()         {}
func (Null) isFrame()         {}
func (Array) isFrame()        {}

var spaceForLineEnds = strings.NewReplacer("\r", " ", "\n", " ")

// Errorf formats an error reply. What it quotes may come from a client, so CR
// and LF are replaced by spaces: they would end the reply early.
func Errorf(format string, args ...any) ErrorReply {
	return ErrorReply(spaceForLineEnds.Replace(fmt.Sprintf(format, args...)))
}
