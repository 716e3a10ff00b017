package pubsub

import "time"

// Limits bound what waits in one subscriber's queue (Redis 7.0:
// client-output-buffer-limit pubsub). The zero value is no limit at all, as
// 0 is in Redis; DefaultLimits has Redis's.
//
// Each message is charged the bytes of its encoding and 64 more for its place in
// the queue, until it is handed to the writer. A limit is exceeded by a queue that
// reaches it. Replies count where Subscriber.AdmitReply is asked, with their bytes.
type Limits struct {
	// HardBytes is the charge at which a subscriber is dropped at once. A single
	// message that reaches it drops every subscriber it meets, and so does a single
	// reply its own. Zero or less: no hard limit.
	HardBytes int

	// SoftBytes is the charge at which a subscriber is dropped if its queue stays
	// there for SoftTime without interruption, whether or not anything is
	// published meanwhile. Zero or less: no soft limit.
	SoftBytes int

	// SoftTime is how long a queue may stay at SoftBytes. Zero or less allows no
	// time: the subscriber is dropped as soon as a timer gets to it. Redis counts
	// whole seconds and needs more than this many of them, so that it gives up to
	// a second more, and up to another until it looks at a client.
	SoftTime time.Duration
}

// DefaultLimits returns the limits that Redis 7.0 has unless told otherwise: 32 MB,
// and 8 MB for 60 seconds.
func DefaultLimits() Limits {
	return Limits{HardBytes: 32 << 20, SoftBytes: 8 << 20, SoftTime: time.Minute}
}

// The reasons for which a hub drops a subscriber.
const (
	HardLimit = "hard limit" // Limits.HardBytes was reached
	SoftLimit = "soft limit" // Limits.SoftBytes was reached for Limits.SoftTime
)

// slotBytes is what a message is charged beyond its own bytes. An item takes half of
// that, and a ring that has grown has up to two places for each item.
const slotBytes = 64

// overload follows for how long a queue has been at its soft limit. The queue's
// mutex guards it.
type overload struct {
	active bool      // the queue is at the limit
	since  time.Time // from when on, if active
	limits Limits    // those of the last look, if active

	// timer calls late when the time is over, so that a subscriber to whom nothing
	// more is published ends too. It is made when it is first needed, and
	// stopped whenever active is false.
	timer *time.Timer
	late  func()
}

// exceeded looks at a queue that is charged n bytes, under limits that may differ
// from those of the last look, and reports whether its time at the soft
// limit is over.
func (o *overload) exceeded(n int, limits *Limits) bool {
	reached := limits.SoftBytes > 0 && n >= limits.SoftBytes
	if !reached && !o.active { // nearly always
		return false
	}
	return o.follow(reached, *limits)
}

// follow is exceeded for a queue that is at the limit or was at the last look.
func (o *overload) follow(reached bool, limits Limits) bool {
	changed := limits.SoftTime != o.limits.SoftTime
	o.limits = limits
	switch {
	case !reached:
		o.end()
		return false
	case !o.active:
		o.active, o.since = true, time.Now()
		o.alarm(limits.SoftTime)
		return false
	}
	left := limits.SoftTime - time.Since(o.since)
	if left > 0 && changed {
		o.alarm(left)
	}
	return left <= 0
}

// alarm sets the timer.
func (o *overload) alarm(after time.Duration) {
	if o.timer == nil {
		o.timer = time.AfterFunc(after, o.late)
		return
	}
	o.timer.Reset(after)
}

// shrunk looks at the queue again when its charge has become n without a publication.
func (o *overload) shrunk(n int) {
	if o.active && n < o.limits.SoftBytes {
		o.end()
	}
}

// end forgets the time at the limit.
func (o *overload) end() {
	if o.active {
		o.active = false
		o.timer.Stop() // a call of late that has begun finds active or since changed
	}
}
