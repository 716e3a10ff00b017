package pubsub_test

import (
	"bufio"
	"context"
	"fmt"
	"log"
	"net"
	"strings"

	expiry "mini-redis/step04_expiry"
	pubsub "mini-redis/step05_pubsub"
)

func ExampleServe() {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		log.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	served := make(chan error)
	go func() { served <- pubsub.Serve(ctx, l, expiry.New()) }()

	subscriber, err := net.Dial("tcp", l.Addr().String())
	if err != nil {
		log.Fatal(err)
	}
	defer subscriber.Close()
	received := bufio.NewScanner(subscriber)
	show := func(lines int) {
		var frame []string
		for range lines {
			received.Scan()
			frame = append(frame, received.Text())
		}
		fmt.Println(strings.Join(frame, " "))
	}
	fmt.Fprint(subscriber, "SUBSCRIBE news\r\n")
	show(6)

	publisher, err := net.Dial("tcp", l.Addr().String())
	if err != nil {
		log.Fatal(err)
	}
	defer publisher.Close()
	fmt.Fprint(publisher, "PUBLISH news hello\r\n")
	show(7)

	cancel()
	fmt.Println(<-served)
	// Output:
	// *3 $9 subscribe $4 news :1
	// *3 $7 message $4 news $5 hello
	// <nil>
}
