package pubsub

import (
	"maps"
	"slices"
)

// Channels returns the names of the channels that have subscribers, sorted (Redis
// 7.0: PUBSUB CHANNELS). Subscribers of patterns do not count.
func (h *Hub) Channels() []string {
	h.mu.Lock()
	names := slices.Collect(maps.Keys(h.channels.sets))
	h.mu.Unlock()
	slices.Sort(names)
	return names
}

// NumSub returns the number of subscribers of each channel, all at one moment (Redis
// 7.0: PUBSUB NUMSUB). Subscribers of patterns do not count.
func (h *Hub) NumSub(channels ...string) []int {
	counts := make([]int, len(channels))
	h.mu.Lock()
	defer h.mu.Unlock()
	for i, channel := range channels {
		counts[i] = h.channels.count(channel)
	}
	return counts
}

// NumChannels returns the number of channels that have subscribers (Redis 7.0: INFO,
// pubsub_channels). Like NumPat and NumSubscribers it waits for no lock.
func (h *Hub) NumChannels() int { return int(h.channels.names.Load()) }

// NumPat returns the number of distinct patterns that have subscribers (Redis
// 7.0: PUBSUB NUMPAT, and pubsub_patterns in INFO).
func (h *Hub) NumPat() int { return int(h.patterns.names.Load()) }

// NumSubscribers returns the number of subscribers that have at least one channel or
// pattern.
func (h *Hub) NumSubscribers() int { return int(h.subscribers.Load()) }
