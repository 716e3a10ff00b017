package client_test

import (
	"context"
	"errors"
	"fmt"
	"log"
	"log/slog"
	"net"
	"os"
	"sync"
	"time"

	"mini-redis/final/client"
	"mini-redis/final/server"
)

// startServer starts a server for an example, and returns its address.
func startServer() (addr string, stop func()) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		log.Fatal(err)
	}
	s := &server.Server{Logger: slog.New(slog.DiscardHandler)}
	go s.Serve(l)
	return l.Addr().String(), func() { s.Shutdown(context.Background()) }
}

func ExampleDial() {
	addr, stop := startServer()
	defer stop()
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()

	c, err := client.Dial(ctx, addr, client.Options{Name: "example"})
	if err != nil {
		log.Fatal(err)
	}
	defer c.Close()
	if err := c.Set(ctx, "greeting", "hello"); err != nil {
		log.Fatal(err)
	}
	fmt.Println(c.Get(ctx, "greeting"))
	// Output: hello <nil>
}

// A service starts before its server is there, lives on when its password changes, and doesn't let a
// long reply hold up the short ones.
func ExampleNew() {
	addr, stop := startServer()
	defer stop()
	c, err := client.New(addr, client.Options{
		Conns:        4,
		Timeout:      2 * time.Second,
		RetryReads:   true,
		RetryRefused: true,
		Credentials: func(context.Context) (user, password string, err error) {
			return "", os.Getenv("SHOP_REDIS_PASSWORD"), nil
		},
		Log: slog.New(slog.DiscardHandler), // such as slog.Default()
	})
	if err != nil {
		log.Fatal(err)
	}
	defer c.Close()
	fmt.Println(c.Incr(context.Background(), "orders"))
	// Output: 1 <nil>
}

func ExampleDialURL() {
	addr, stop := startServer()
	defer stop()
	c, err := client.DialURL(context.Background(), "redis://"+addr)
	if err != nil {
		log.Fatal(err)
	}
	defer c.Close()
	fmt.Println(c.Ping(context.Background()))
	// Output: <nil>
}

func ExampleParseURL() {
	addr, o, err := client.ParseURL("rediss://app:p%40ss@redis.example.com")
	fmt.Println(addr, o.Username, o.Password, o.TLS != nil, err)
	// Output: redis.example.com:6379 app p@ss true <nil>
}

// Many goroutines share a Client: their commands travel together.
func ExampleClient() {
	addr, stop := startServer()
	defer stop()
	ctx := context.Background()
	c, err := client.Dial(ctx, addr, client.Options{})
	if err != nil {
		log.Fatal(err)
	}
	defer c.Close()

	var visitors sync.WaitGroup
	for range 100 {
		visitors.Go(func() { c.Incr(ctx, "visits") })
	}
	visitors.Wait()
	fmt.Println(c.Get(ctx, "visits"))
	// Output: 100 <nil>
}

// Do sends any command. What went wrong can be told from the error.
func ExampleClient_Do() {
	addr, stop := startServer()
	defer stop()
	ctx := context.Background()
	c, err := client.Dial(ctx, addr, client.Options{})
	if err != nil {
		log.Fatal(err)
	}
	defer c.Close()

	reply, err := c.Do(ctx, "ECHO", "hello")
	fmt.Println(reply.Kind, reply.Str, err)

	_, err = c.Do(ctx, "GET", "nothing")
	fmt.Println(errors.Is(err, client.ErrNil))

	_, err = c.Do(ctx, "GETT", "nothing")
	if refused, ok := errors.AsType[*client.ServerError](err); ok {
		fmt.Println(refused.Code)
	}

	_, err = c.Do(ctx, "SUBSCRIBE", "news")
	fmt.Println(errors.Is(err, client.ErrShared))
	// Output:
	// bulk string hello <nil>
	// true
	// ERR
	// true
}

// A key that lives for a minute, unless it exists already: a simple lock.
func ExampleClient_SetWith() {
	addr, stop := startServer()
	defer stop()
	ctx := context.Background()
	c, err := client.Dial(ctx, addr, client.Options{})
	if err != nil {
		log.Fatal(err)
	}
	defer c.Close()

	lock := client.SetOptions{IfMissing: true, TTL: time.Minute}
	for range 2 {
		stored, err := c.SetWith(ctx, "lock", "me", lock)
		fmt.Println(stored, err)
	}
	ttl, err := c.TTL(ctx, "lock")
	fmt.Println(ttl > 50*time.Second, err)
	// Output:
	// true <nil>
	// false <nil>
	// true <nil>
}

// Scan looks at many keys without holding up other clients.
func ExampleClient_Scan() {
	addr, stop := startServer()
	defer stop()
	ctx := context.Background()
	c, err := client.Dial(ctx, addr, client.Options{})
	if err != nil {
		log.Fatal(err)
	}
	defer c.Close()
	for i := range 3 {
		c.Do(ctx, client.Args("SET", fmt.Sprint("visitor:", i), i)...)
	}

	n := 0
	for _, err := range c.Scan(ctx, client.ScanOptions{Match: "visitor:*"}) {
		if err != nil {
			log.Fatal(err)
		}
		n++
	}
	fmt.Println(n, "visitors")
	// Output: 3 visitors
}

func ExampleClient_Run() {
	addr, stop := startServer()
	defer stop()
	ctx := context.Background()
	c, err := client.Dial(ctx, addr, client.Options{})
	if err != nil {
		log.Fatal(err)
	}
	defer c.Close()

	var p client.Pipeline
	p.Add("SET", "price", "99")
	p.Add("INCRBY", "price", "1")
	p.Add("GET", "discount")
	results, err := c.Run(ctx, &p)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(results[0].Text())
	fmt.Println(results[1].Int())
	fmt.Println(results[2].Text())
	// Output:
	// OK <nil>
	// 100 <nil>
	//  client: nil
}

func ExampleClient_Subscribe() {
	addr, stop := startServer()
	defer stop()
	ctx := context.Background()
	c, err := client.Dial(ctx, addr, client.Options{})
	if err != nil {
		log.Fatal(err)
	}
	defer c.Close()

	s, err := c.Subscribe(ctx, "news")
	if err != nil {
		log.Fatal(err)
	}
	defer s.Close()
	c.Publish(ctx, "news", "hello")
	message, err := s.Receive(ctx)
	fmt.Println(message.Channel, message.Payload, err)
	// Output: news hello <nil>
}

// A loop that goes on when the connection has been lost and made again.
func ExampleSubscriber_Messages() {
	addr, stop := startServer()
	defer stop()
	ctx := context.Background()
	c, err := client.Dial(ctx, addr, client.Options{})
	if err != nil {
		log.Fatal(err)
	}
	defer c.Close()
	s, err := c.Subscribe(ctx)
	if err != nil {
		log.Fatal(err)
	}
	defer s.Close()
	if err := s.PSubscribe(ctx, "room:*"); err != nil {
		log.Fatal(err)
	}
	c.Publish(ctx, "room:1", "hello")
	c.Publish(ctx, "room:2", "bye")

	for message, err := range s.Messages(ctx) {
		switch {
		case errors.Is(err, client.ErrGap):
			fmt.Println("something may be missing here")
		case err != nil:
			log.Fatal(err)
		default:
			fmt.Println(message.Pattern, message.Channel, message.Payload)
		}
		if message.Payload == "bye" {
			break
		}
	}
	// Output:
	// room:* room:1 hello
	// room:* room:2 bye
}
