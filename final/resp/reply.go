package resp

// Kind is the type of a [Reply].
type Kind uint8

// The kinds of replies. What the protocol can write in several ways and mean the
// same by is one kind: KindNull is the null of RESP3 and the null bulk string and
// null array of RESP2, KindError an error on a line or as a bulk.
//
// RESP2 has those up to KindArray; the others come only from a server that speaks
// RESP3.
const (
	KindNull         Kind = iota
	KindSimpleString      // a short text of the server's own, such as OK
	KindError             // a text that begins with a code, such as ERR
	KindInteger
	KindBulk // any bytes
	KindArray
	KindBoolean
	KindDouble    // a floating-point number, infinite or not a number included
	KindBigNumber // an integer of any size
	KindVerbatim  // a text meant to be shown as it is
	KindMap
	KindSet
	KindPush // a message that answers no command
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
	case KindBoolean:
		return "boolean"
	case KindDouble:
		return "double"
	case KindBigNumber:
		return "big number"
	case KindVerbatim:
		return "verbatim string"
	case KindMap:
		return "map"
	case KindSet:
		return "set"
	case KindPush:
		return "push"
	}
	return "unknown kind"
}

// Reply is what a server answers. The zero value is the null reply. A Reply shares
// no memory with the reader it came from.
type Reply struct {
	Kind Kind

	// Str is the text of a simple string, an error (without the '-'), a bulk
	// string or a verbatim string (without its format, such as "txt:"). It holds
	// any bytes, not only UTF-8. For a double and a big number it is the number as
	// the server wrote it.
	Str string

	// Int is the value of an integer, and 1 or 0 for true or false.
	Int int64

	// Float is the value of a double.
	Float float64

	// Array holds the elements of an array, a set or a push, and the keys and
	// values of a map in turn. For none of them it is empty and not nil. Order is
	// the server's; a key or a member that comes twice is here twice.
	Array []Reply
}
