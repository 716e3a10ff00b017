package resp

import "math"

// The limits of the protocol as redis-server 7.0 ships. Lengths are in bytes.
const (
	// DefaultMaxBulkLen bounds one bulk string: the default of Redis's setting
	// proto-max-bulk-len.
	DefaultMaxBulkLen = 512 << 20

	// MaxElements bounds the number of elements in one array, of arguments or
	// of replies, set or push, and of the entries in one map or attribute.
	MaxElements = math.MaxInt32

	// MaxLineLen bounds a line without its end: an inline command, the header of
	// an aggregate or of a bulk string, a simple string, an error, a number
	// (Redis's PROTO_INLINE_MAX_SIZE). An inline command ends with '\n', so a '\r' before
	// that counts.
	MaxLineLen = 64 << 10

	// MaxDepth bounds how many aggregates of a reply (arrays, maps, sets, pushes,
	// attributes) may lie inside each other, the outermost one included. The limit is this package's own.
	MaxDepth = 32
)

// What a client may send before it has authenticated: enough for AUTH and
// HELLO, too little to fill the memory of a server it has no business with.
const (
	maxUnauthenticatedElements = 10
	maxUnauthenticatedBulkLen  = 16 << 10
)
