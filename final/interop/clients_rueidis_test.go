package interop

import (
	"context"
	"fmt"
	"time"

	"github.com/redis/rueidis"
)

// A rueidisClient is a client of github.com/redis/rueidis.
type rueidisClient struct{ rueidis.Client }

func openRueidis(o libraryOptions, resp2 bool) (libraryClient, error) {
	c, err := rueidis.NewClient(rueidis.ClientOption{
		InitAddress:  []string{o.addr},
		Username:     o.username,
		Password:     o.password,
		ClientName:   o.name,
		TLSConfig:    o.tls,
		AlwaysRESP2:  resp2,
		DisableCache: true, // it needs CLIENT TRACKING
	})
	if err != nil {
		return nil, err
	}
	if err := c.Do(context.Background(), c.B().Ping().Build()).Error(); err != nil {
		c.Close()
		return nil, err
	}
	return rueidisClient{c}, nil
}

func (c rueidisClient) close() { c.Close() }

func (c rueidisClient) protocol(ctx context.Context) (int64, error) {
	hello, err := c.Do(ctx, c.B().Hello().Build()).AsMap()
	if err != nil {
		return 0, err
	}
	proto := hello["proto"]
	return proto.ToInt64()
}

func (c rueidisClient) clientName(ctx context.Context) (string, error) {
	name, err := c.Do(ctx, c.B().ClientGetname().Build()).ToString()
	if rueidis.IsRedisNil(err) {
		return "", nil
	}
	return name, err
}

func (c rueidisClient) set(ctx context.Context, key, value string) error {
	return c.Do(ctx, c.B().Set().Key(key).Value(value).Build()).Error()
}

func (c rueidisClient) setFor(ctx context.Context, key, value string, life time.Duration) error {
	return c.Do(ctx, c.B().Set().Key(key).Value(value).Px(life).Build()).Error()
}

func (c rueidisClient) get(ctx context.Context, key string) (string, bool, error) {
	value, err := c.Do(ctx, c.B().Get().Key(key).Build()).ToString()
	if rueidis.IsRedisNil(err) {
		return "", false, nil
	}
	return value, err == nil, err
}

func (c rueidisClient) incr(ctx context.Context, key string) (int64, error) {
	return c.Do(ctx, c.B().Incr().Key(key).Build()).AsInt64()
}

func (c rueidisClient) mset(ctx context.Context, pairs map[string]string) error {
	command := c.B().Mset().KeyValue()
	for key, value := range pairs {
		command = command.KeyValue(key, value)
	}
	return c.Do(ctx, command.Build()).Error()
}

func (c rueidisClient) mget(ctx context.Context, keys ...string) ([]any, error) {
	values, err := c.Do(ctx, c.B().Mget().Key(keys...).Build()).ToArray()
	if err != nil {
		return nil, err
	}
	all := make([]any, len(values))
	for i, value := range values {
		if !value.IsNil() {
			all[i], err = value.ToString()
		}
	}
	return all, err
}

func (c rueidisClient) del(ctx context.Context, keys ...string) (int64, error) {
	return c.Do(ctx, c.B().Del().Key(keys...).Build()).AsInt64()
}

func (c rueidisClient) expire(ctx context.Context, key string, life time.Duration) (bool, error) {
	return c.Do(ctx, c.B().Pexpire().Key(key).Milliseconds(life.Milliseconds()).Build()).AsBool()
}

func (c rueidisClient) persist(ctx context.Context, key string) (bool, error) {
	return c.Do(ctx, c.B().Persist().Key(key).Build()).AsBool()
}

func (c rueidisClient) ttl(ctx context.Context, key string) (time.Duration, error) {
	left, err := c.Do(ctx, c.B().Pttl().Key(key).Build()).AsInt64()
	if left < 0 {
		return time.Duration(left), err
	}
	return time.Duration(left) * time.Millisecond, err
}

func (c rueidisClient) scan(ctx context.Context, match string, count int64, each func(string)) error {
	scanner := rueidis.NewScanner(func(cursor uint64) (rueidis.ScanEntry, error) {
		return c.Do(ctx, c.B().Scan().Cursor(cursor).Match(match).Count(count).Build()).AsScanEntry()
	})
	for key := range scanner.Iter() {
		each(key)
	}
	return scanner.Err()
}

func (c rueidisClient) pipeline(ctx context.Context, commands [][]string) (replies []any, err error) {
	built := make(rueidis.Commands, len(commands))
	for i, command := range commands {
		built[i] = c.B().Arbitrary(command...).Build()
	}
	for _, result := range c.DoMulti(ctx, built...) {
		if err := result.NonRedisError(); err != nil {
			return nil, err
		}
		reply, err := result.ToAny()
		if err != nil && !rueidis.IsRedisNil(err) {
			reply = err
		}
		replies = append(replies, reply)
	}
	return replies, nil
}

func (c rueidisClient) publish(ctx context.Context, channel, message string) (int64, error) {
	return c.Do(ctx, c.B().Publish().Channel(channel).Message(message).Build()).AsInt64()
}

func (c rueidisClient) subscriber() librarySubscriber {
	s := rueidisSubscriber{events: make(chan string, 100_000)}
	s.DedicatedClient, s.release = c.Dedicate()
	s.ended = s.SetPubSubHooks(rueidis.PubSubHooks{
		OnMessage: func(m rueidis.PubSubMessage) {
			if m.Pattern != "" {
				s.events <- fmt.Sprintf("pmessage %s %s %s", m.Pattern, m.Channel, m.Message)
				return
			}
			s.events <- fmt.Sprintf("message %s %s", m.Channel, m.Message)
		},
		OnSubscription: func(e rueidis.PubSubSubscription) {
			s.events <- fmt.Sprintf("%s %s %d", e.Kind, e.Channel, e.Count)
		},
	})
	return s
}

// A rueidisSubscriber is the connection of a subscriber.
type rueidisSubscriber struct {
	rueidis.DedicatedClient
	release func()
	events  chan string
	ended   <-chan error
}

func (s rueidisSubscriber) subscribe(ctx context.Context, channels ...string) error {
	return s.Do(ctx, s.B().Subscribe().Channel(channels...).Build()).Error()
}

func (s rueidisSubscriber) psubscribe(ctx context.Context, patterns ...string) error {
	return s.Do(ctx, s.B().Psubscribe().Pattern(patterns...).Build()).Error()
}

func (s rueidisSubscriber) unsubscribe(ctx context.Context, channels ...string) error {
	return s.Do(ctx, s.B().Unsubscribe().Channel(channels...).Build()).Error()
}

func (s rueidisSubscriber) punsubscribe(ctx context.Context, patterns ...string) error {
	return s.Do(ctx, s.B().Punsubscribe().Pattern(patterns...).Build()).Error()
}

func (s rueidisSubscriber) next(ctx context.Context) (string, error) {
	select {
	case event := <-s.events:
		return event, nil
	case err := <-s.ended:
		return "", fmt.Errorf("subscription ended: %w", err)
	case <-ctx.Done():
		return "", ctx.Err()
	}
}

func (s rueidisSubscriber) close() { s.release() }
