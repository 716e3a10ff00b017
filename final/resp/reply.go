package resp

// Kind is the type of a [Reply].
type Kind uint8

// The kinds of replies in RESP2. The null bulk string and the null array are two
// ways to write the same thing.
const (
	KindNull         Kind = iota
	KindSimpleString      // a short text of the server's own, such as OK
	KindError             // a text that begins with a code, such as ERR
	KindInteger
	KindBulk // any bytes
	KindArray
)

// String returns the name of k as the RESP specification has it.
func (k Kind) String() string {
	switch k {
	case KindNull:
		return "null"
	case KindSimpleString:
		return "simple string"
	case KindError:
		return "error"
	case KindInteger:
		return "integer"
	case KindBulk:
		return "bulk string"
	case KindArray:
		return "array"
	}
	return "unknown kind"
}

// Reply is what a server answers. The zero value is the null reply. A Reply shares
// no memory with the reader it came from.
type Reply struct {
	Kind Kind

	// Str is the text of a simple string, an error (without the '-') or a bulk
	// string. It holds any bytes, not only UTF-8.
	Str string

	// Int is the value of an integer.
	Int int64

	// Array holds the elements of an array, none of them for an empty one.
	Array []Reply
}
