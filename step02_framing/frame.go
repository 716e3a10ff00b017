package framing

import (
	"fmt"
	"strings"
)

// A Frame is one value of the RESP2 protocol: a [SimpleString], [Error],
// [Integer], [Bulk], [Null] or [Array]. No other type can be a Frame.
//
// Frames are immutable. A Go string holds any bytes, so text and binary data
// are both kept in strings, and no frame ever aliases a read buffer.
type Frame interface {
	isFrame()
}

type (
	// SimpleString is a short text without CR or LF, such as OK.
	SimpleString string

	// Error is an error reply. Its first word is a code for programs, such as
	// ERR; the rest is for people. It must not contain CR or LF.
	Error string

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
func (Error) isFrame()        {}
func (Integer) isFrame()      {}
func (Bulk) isFrame()         {}
func (Null) isFrame()         {}
func (Array) isFrame()        {}

// Errorf formats an error reply. What it quotes may come from a client, so CR
// and LF are replaced by spaces: they would end the reply early.
func Errorf(format string, args ...any) Error {
	return Error(strings.NewReplacer("\r", " ", "\n", " ").Replace(fmt.Sprintf(format, args...)))
}
