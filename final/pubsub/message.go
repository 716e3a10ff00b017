package pubsub

// Kind says what a Message tells its subscriber.
type Kind uint8

// The kinds of push messages, as in Redis 7.0's pub/sub.
const (
	KindMessage      Kind = iota // a message to a channel subscribed to
	KindPMessage                 // a message to a channel that matches a pattern subscribed to
	KindSubscribe                // confirms Subscribe
	KindUnsubscribe              // confirms Unsubscribe
	KindPSubscribe               // confirms PSubscribe
	KindPUnsubscribe             // confirms PUnsubscribe
)

// String returns the kind's name, which is the first element of a push message.
func (k Kind) String() string {
	switch k {
	case KindMessage:
		return "message"
	case KindPMessage:
		return "pmessage"
	case KindSubscribe:
		return "subscribe"
	case KindUnsubscribe:
		return "unsubscribe"
	case KindPSubscribe:
		return "psubscribe"
	case KindPUnsubscribe:
		return "punsubscribe"
	default:
		return "unknown"
	}
}

// Message is what a subscriber is told, before it is encoded.
type Message struct {
	Kind Kind

	// Pattern is the pattern that matched, or the one that is confirmed: it is
	// set for the kinds that begin with KindP.
	Pattern string

	// Channel is set for all kinds but KindPSubscribe and KindPUnsubscribe. Like
	// Payload it belongs to the publisher, and is valid only during the call of the
	// encoder.
	Channel []byte

	// Payload is what was published.
	Payload []byte

	// Count is, in a confirmation, the number of channels and patterns the
	// subscriber has from now on.
	Count int
}
