package resp

import (
	"math"
	"strconv"
	"strings"

	"pgregory.net/rapid"
)

// write writes reply with the methods that a server has for it, and by hand what
// only a ReplyReader knows.
func write(w *Writer, reply Reply) {
	switch reply.Kind {
	case KindNull:
		w.Null()
	case KindSimpleString:
		w.SimpleString(reply.Str)
	case KindError:
		w.Error(reply.Str)
	case KindInteger:
		w.Int(reply.Int)
	case KindBulk:
		w.BulkString(reply.Str)
	case KindArray:
		w.Array(len(reply.Array))
	case KindBoolean:
		w.line('#', string("ft"[reply.Int]))
	case KindDouble:
		w.line(',', reply.Str)
	case KindBigNumber:
		w.line('(', reply.Str)
	case KindVerbatim:
		w.Verbatim("txt", reply.Str)
	case KindMap:
		w.Map(len(reply.Array) / 2)
	case KindSet:
		w.Set(len(reply.Array))
	case KindPush:
		w.Push(len(reply.Array))
	}
	for _, element := range reply.Array {
		write(w, element)
	}
}

// drawReply draws a reply with at most depth levels of aggregates.
func drawReply(depth int) *rapid.Generator[Reply] {
	return rapid.Custom(func(t *rapid.T) Reply {
		line := rapid.StringMatching(`[^\r\n]{0,20}`)
		switch kind := Kind(rapid.IntRange(0, int(KindPush)).Draw(t, "kind")); kind {
		case KindNull:
			return Reply{}
		case KindSimpleString, KindError:
			return Reply{Kind: kind, Str: line.Draw(t, "line")}
		case KindInteger:
			return Reply{Kind: kind, Int: rapid.Int64().Draw(t, "integer")}
		case KindBulk, KindVerbatim:
			value := string(rapid.SliceOf(rapid.Byte()).Draw(t, "value"))
			return Reply{Kind: kind, Str: strings.Repeat(value, rapid.SampledFrom([]int{1, 1, 1, 5000}).Draw(t, "times"))}
		case KindBoolean:
			return Reply{Kind: kind, Int: rapid.Int64Range(0, 1).Draw(t, "boolean")}
		case KindDouble:
			f := rapid.Float64().Filter(func(f float64) bool { return !math.IsInf(f, 0) }).Draw(t, "double")
			return Reply{Kind: kind, Str: strconv.FormatFloat(f, 'g', 17, 64), Float: f}
		case KindBigNumber:
			return Reply{Kind: kind, Str: rapid.StringMatching(`[+-]?[0-9]{1,40}`).Draw(t, "big number")}
		default:
			// A push stands only on its own, which the caller sees to.
			if depth == 0 || kind == KindPush {
				return Reply{}
			}
			elements := rapid.SliceOfN(drawReply(depth-1), 0, 4).Draw(t, "elements")
			if kind == KindMap {
				elements = elements[:len(elements)/2*2]
			}
			return Reply{Kind: kind, Array: elements}
		}
	})
}

// drawReplies draws what a server may send one after the other: replies, pushes.
func drawReplies(t *rapid.T) []Reply {
	push := rapid.Map(rapid.SliceOfN(drawReply(MaxDepth-1), 0, 4), func(elements []Reply) Reply {
		return Reply{Kind: KindPush, Array: elements}
	})
	return rapid.SliceOfN(rapid.OneOf(drawReply(MaxDepth), drawReply(MaxDepth), push), 1, 5).Draw(t, "replies")
}
