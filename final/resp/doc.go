// Package resp is the wire format of the server and its client: RESP2 and RESP3,
// the two versions of the Redis serialization protocol, as bytes that come in and
// bytes that go out.
//
// A server reads commands with a [Reader] and answers with a [Writer]; a client
// encodes commands with [AppendCommand] and reads the answers with a
// [ReplyReader]. Nothing here knows what a command means.
//
//	socket → Reader → command → … → Writer → socket
//
// Commands look the same in both versions. Replies differ: RESP3 has a type each
// for maps, sets, push messages, texts to show and more, where RESP2 has arrays
// and bulk strings. A server names the type and [Writer.SetProtocol] decides what
// it becomes; a ReplyReader takes both versions at any time.
//
// What holds, and what the tests are named after:
//
//   - The commands and the error that come out of a byte stream depend on its
//     bytes alone, never on how the network cut them into pieces.
//   - Reader takes from a byte stream what redis-server 7.0 takes from it, quirks
//     included, and refuses the rest with the same words.
//   - A Reader asks its source for more only when what has arrived holds no
//     complete command. A server that writes its waiting replies whenever its
//     Reader is about to wait answers a pipeline in one write, and no client waits
//     for a reply that sits in a buffer.
//   - The same calls of a Writer say the same in both versions of the protocol.
//   - A header may promise anything. Memory follows the bytes received: a stalled
//     promise of 512 MB costs 32 KB, and a Reader's buffer is never more than that,
//     eight times the bytes received, or the long command before. What is skipped
//     (attributes) costs nothing.
//   - Work is linear in the bytes received. What a Reader has looked at it does
//     not look at again.
//   - Commands of ordinary size are read, and replies written, without allocation.
//   - A large command or reply leaves no large buffer behind. A long value may be kept
//     without a copy ([Reader.Detach]).
//
// None of the types is safe for use by several goroutines at once. One goroutine
// may read while another one writes, because a Reader and a Writer share nothing.
package resp
