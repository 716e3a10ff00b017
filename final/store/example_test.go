package store_test

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"time"

	"mini-redis/final/store"
)

func ExampleStore() {
	s := store.New()

	// The sweeper belongs to whoever starts it, and ends with its context.
	ctx, cancel := context.WithCancel(context.Background())
	var sweeper sync.WaitGroup
	sweeper.Go(func() { s.Sweep(ctx) })
	defer sweeper.Wait()
	defer cancel()

	s.Set([]byte("greeting"), []byte("hello"), store.SetOptions{
		Deadline: time.Now().Add(time.Minute).UnixMilli(),
	})
	_, _, done := s.Set([]byte("greeting"), []byte("hi"), store.SetOptions{IfMissing: true})
	value, ok := s.Get([]byte("greeting"))
	fmt.Printf("%t %s %t\n", done, value, ok)

	visits, err := s.Incr([]byte("visits"), 1)
	fmt.Println(visits, err)
	fmt.Println(slices.Sorted(s.Keys()))
	// Output:
	// false hello true
	// 1 <nil>
	// [greeting visits]
}

func ExampleStore_Update() {
	s := store.New()
	s.Set([]byte("k"), []byte("live"), store.SetOptions{})
	err := s.Update([]byte("k"), func(old []byte, ok bool) ([]byte, error) {
		reversed := slices.Clone(old) // old is shared: change a copy
		slices.Reverse(reversed)
		return reversed, nil
	})
	value, _ := s.Get([]byte("k"))
	fmt.Printf("%s %v\n", value, err)
	// Output: evil <nil>
}
