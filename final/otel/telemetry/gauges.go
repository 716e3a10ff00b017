package telemetry

import (
	"context"
	"sync"

	"go.opentelemetry.io/otel/metric"
	semconv "go.opentelemetry.io/otel/semconv/v1.43.0"

	"mini-redis/final/pubsub"
	"mini-redis/final/server"
)

// newDrops returns the counter of subscribers that were dropped, by the limit.
func newDrops(m metric.Meter) (metric.Int64Counter, error) {
	drops, err := m.Int64Counter("mini_redis.subscriber.drops", metric.WithUnit("{subscriber}"),
		metric.WithDescription("Subscribers dropped because they did not read their messages."))
	if err != nil {
		return nil, err
	}
	for _, limit := range []string{pubsub.HardLimit, pubsub.SoftLimit} {
		drops.Add(context.Background(), 0, metric.WithAttributes(limitKey.String(limit))) // a rate needs a begin
	}
	return drops, nil
}

// observe registers the instruments whose values are read from stats, once for each
// collection.
func observe(m metric.Meter, stats func() server.Stats) error {
	g := gauges{}
	sizes := g.sizes(m)
	counts := g.counts(m)
	if g.err != nil {
		return g.err
	}
	var mu sync.Mutex // collections may overlap
	_, err := m.RegisterCallback(func(_ context.Context, o metric.Observer) error {
		mu.Lock()
		defer mu.Unlock()
		now := stats()
		for _, s := range sizes {
			o.ObserveInt64(s.instrument, s.value(now))
		}
		for _, c := range counts {
			o.ObserveInt64(c.instrument, c.growth.next(c.value(now)), c.options...)
		}
		return nil
	}, g.all...)
	return err
}

// gauges gathers instruments, and the first error.
type gauges struct {
	all []metric.Observable
	err error
}

// A size goes up and down.
type size struct {
	instrument metric.Int64ObservableUpDownCounter
	value      func(server.Stats) int64
}

func (g *gauges) sizes(m metric.Meter) []size {
	add := func(name, unit, description string, value func(server.Stats) int64) size {
		i, err := m.Int64ObservableUpDownCounter(name, metric.WithUnit(unit), metric.WithDescription(description))
		g.add(i, err)
		return size{i, value}
	}
	return []size{
		add("mini_redis.clients", "{client}", "Clients connected.", func(s server.Stats) int64 { return int64(s.Clients) }),
		add("mini_redis.subscribers", "{client}", "Clients that have subscriptions.", func(s server.Stats) int64 { return int64(s.Subscribers) }),
		add("mini_redis.keys", "{key}", "Keys stored.", func(s server.Stats) int64 { return int64(s.Keys) }),
	}
}

// A count only grows, but for CONFIG RESETSTAT, of which the collector is not told.
type count struct {
	instrument metric.Int64ObservableCounter
	value      func(server.Stats) int64
	options    []metric.ObserveOption
	growth     *growth
}

func (g *gauges) counts(m metric.Meter) []count {
	new := func(name, unit, description string) metric.Int64ObservableCounter {
		i, err := m.Int64ObservableCounter(name, metric.WithUnit(unit), metric.WithDescription(description))
		g.add(i, err)
		return i
	}
	add := func(i metric.Int64ObservableCounter, value func(server.Stats) int64, options ...metric.ObserveOption) count {
		return count{i, value, options, &growth{}}
	}
	accepted := new("mini_redis.connections", "{connection}", "Connections accepted.")
	refused := new("mini_redis.connection.refusals", "{connection}", "Connections refused at the limit, or by protected mode.")
	expired := new("mini_redis.key.expirations", "{key}", "Keys removed because their deadline had passed.")
	lookups := new("mini_redis.key.lookups", "{lookup}", "Keys looked up, found or not.")
	traffic := new("mini_redis.network.io", "By", "Bytes received and sent.")
	return []count{
		add(accepted, func(s server.Stats) int64 { return s.Connections }),
		add(refused, func(s server.Stats) int64 { return s.Rejected }),
		add(expired, func(s server.Stats) int64 { return s.ExpiredKeys }),
		add(lookups, func(s server.Stats) int64 { return s.KeyHits }, metric.WithAttributes(resultKey.String("hit"))),
		add(lookups, func(s server.Stats) int64 { return s.KeyMisses }, metric.WithAttributes(resultKey.String("miss"))),
		add(traffic, func(s server.Stats) int64 { return s.BytesIn }, metric.WithAttributes(semconv.NetworkIODirectionReceive)),
		add(traffic, func(s server.Stats) int64 { return s.BytesOut }, metric.WithAttributes(semconv.NetworkIODirectionTransmit)),
	}
}

func (g *gauges) add(o metric.Observable, err error) {
	g.all = append(g.all, o)
	if g.err == nil {
		g.err = err
	}
}

// growth turns a counter that may be set to zero into one that never falls. What is
// counted between the last look and a reset is lost.
type growth struct{ last, total int64 }

// next returns the sum of the growth of the counter, which now stands at n.
func (g *growth) next(n int64) int64 {
	if n < g.last {
		g.last = 0
	}
	g.total += n - g.last
	g.last = n
	return g.total
}
