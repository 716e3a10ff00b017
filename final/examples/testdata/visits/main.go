package main

import (
	"context"
	"fmt"
	"log"

	"mini-redis/final/client"
)

func main() {
	ctx := context.Background()
	c, err := client.Dial(ctx, "127.0.0.1:6379", client.Options{})
	if err != nil {
		log.Fatal(err)
	}
	visits, err := c.Incr(ctx, "visits")
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println("visit", visits)
}
