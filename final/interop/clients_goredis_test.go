package interop

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/redis/go-redis/v9"
)

// A goRedis is a client of github.com/redis/go-redis.
type goRedis struct{ *redis.Client }

func openGoRedis(o libraryOptions, protocol int) (libraryClient, error) {
	c := redis.NewClient(&redis.Options{
		Addr:                  o.addr,
		Username:              o.username,
		Password:              o.password,
		ClientName:            o.name,
		TLSConfig:             o.tls,
		Protocol:              protocol,
		ContextTimeoutEnabled: true,
		ReadTimeout:           time.Minute,
		WriteTimeout:          time.Minute,
	})
	if err := c.Ping(context.Background()).Err(); err != nil {
		c.Close()
		return nil, err
	}
	return goRedis{c}, nil
}

func (c goRedis) close() { c.Close() }

func (c goRedis) protocol(ctx context.Context) (int64, error) {
	hello, err := c.Do(ctx, "HELLO").Result()
	if err != nil {
		return 0, err
	}
	switch hello := hello.(type) {
	case map[any]any:
		return hello["proto"].(int64), nil
	case []any:
		for i, field := range hello {
			if field == "proto" {
				return hello[i+1].(int64), nil
			}
		}
	}
	return 0, fmt.Errorf("unexpected answer to HELLO: %v", hello)
}

func (c goRedis) clientName(ctx context.Context) (string, error) {
	name, err := c.ClientGetName(ctx).Result()
	if errors.Is(err, redis.Nil) {
		return "", nil
	}
	return name, err
}

func (c goRedis) set(ctx context.Context, key, value string) error {
	return c.Set(ctx, key, value, 0).Err()
}

func (c goRedis) setFor(ctx context.Context, key, value string, life time.Duration) error {
	return c.Set(ctx, key, value, life).Err()
}

func (c goRedis) get(ctx context.Context, key string) (string, bool, error) {
	value, err := c.Get(ctx, key).Result()
	if errors.Is(err, redis.Nil) {
		return "", false, nil
	}
	return value, err == nil, err
}

func (c goRedis) incr(ctx context.Context, key string) (int64, error) {
	return c.Incr(ctx, key).Result()
}

func (c goRedis) mset(ctx context.Context, pairs map[string]string) error {
	return c.MSet(ctx, pairs).Err()
}

func (c goRedis) mget(ctx context.Context, keys ...string) ([]any, error) {
	return c.MGet(ctx, keys...).Result()
}

func (c goRedis) del(ctx context.Context, keys ...string) (int64, error) {
	return c.Del(ctx, keys...).Result()
}

func (c goRedis) expire(ctx context.Context, key string, life time.Duration) (bool, error) {
	return c.PExpire(ctx, key, life).Result()
}

func (c goRedis) persist(ctx context.Context, key string) (bool, error) {
	return c.Persist(ctx, key).Result()
}

func (c goRedis) ttl(ctx context.Context, key string) (time.Duration, error) {
	return c.PTTL(ctx, key).Result()
}

func (c goRedis) scan(ctx context.Context, match string, count int64, each func(string)) error {
	iterator := c.Scan(ctx, 0, match, count).Iterator()
	for iterator.Next(ctx) {
		each(iterator.Val())
	}
	return iterator.Err()
}

func (c goRedis) pipeline(ctx context.Context, commands [][]string) (replies []any, err error) {
	p := c.Pipeline()
	for _, command := range commands {
		args := make([]any, len(command))
		for i, arg := range command {
			args[i] = arg
		}
		p.Do(ctx, args...)
	}
	results, err := p.Exec(ctx)
	if _, ok := errors.AsType[redis.Error](err); !ok && err != nil {
		return nil, err // of the connection, not of a command
	}
	for _, result := range results {
		reply, err := result.(*redis.Cmd).Result()
		if err != nil && !errors.Is(err, redis.Nil) {
			reply = err
		}
		replies = append(replies, reply)
	}
	return replies, nil
}

func (c goRedis) publish(ctx context.Context, channel, message string) (int64, error) {
	return c.Publish(ctx, channel, message).Result()
}

func (c goRedis) subscriber() librarySubscriber {
	return goRedisSubscriber{c.Subscribe(context.Background())}
}

// A goRedisSubscriber is the connection of a subscriber.
type goRedisSubscriber struct{ *redis.PubSub }

func (s goRedisSubscriber) subscribe(ctx context.Context, channels ...string) error {
	return s.Subscribe(ctx, channels...)
}

func (s goRedisSubscriber) psubscribe(ctx context.Context, patterns ...string) error {
	return s.PSubscribe(ctx, patterns...)
}

func (s goRedisSubscriber) unsubscribe(ctx context.Context, channels ...string) error {
	return s.Unsubscribe(ctx, channels...)
}

func (s goRedisSubscriber) punsubscribe(ctx context.Context, patterns ...string) error {
	return s.PUnsubscribe(ctx, patterns...)
}

func (s goRedisSubscriber) next(ctx context.Context) (string, error) {
	event, err := s.ReceiveTimeout(ctx, time.Minute)
	switch event := event.(type) {
	case *redis.Subscription:
		return fmt.Sprintf("%s %s %d", event.Kind, event.Channel, event.Count), nil
	case *redis.Message:
		if event.Pattern != "" {
			return fmt.Sprintf("pmessage %s %s %s", event.Pattern, event.Channel, event.Payload), nil
		}
		return fmt.Sprintf("message %s %s", event.Channel, event.Payload), nil
	}
	return "", err
}

func (s goRedisSubscriber) close() { s.Close() }
