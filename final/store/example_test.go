package store_test

import (
	"bytes"
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
	value, ok := s.Get([]byte("greeting"), nil)
	fmt.Printf("%t %s %t\n", done, value, ok)

	visits, err := s.Incr([]byte("visits"), 1)
	fmt.Println(visits, err)
	fmt.Printf("%s\n", slices.SortedFunc(slices.Values(s.Keys(nil)), bytes.Compare))
	// Output:
	// false hello true
	// 1 <nil>
	// [greeting visits]
}

// A scan is safe to mix with anything else: keys that stay are not missed.
func ExampleStore_Scan() {
	s := store.New()
	for i := range 100 {
		s.Set(fmt.Append(nil, "user:", i), nil, store.SetOptions{})
	}
	var users [][]byte
	for cursor, done := uint64(0), false; !done; done = cursor == 0 {
		first := len(users)
		cursor = s.Scan(cursor, 10, func(key []byte) { users = append(users, key) })
		for _, key := range users[first:] { // after the call, when nothing is locked
			s.Expire(key, time.Now().Add(time.Hour).UnixMilli(), store.IfNoDeadline)
		}
	}
	fmt.Println(len(users), s.Stats().Expiring)
	// Output: 100 100
}

func ExampleStore_Rename() {
	s := store.New()
	s.SetMany([][]byte{[]byte("draft"), []byte("text"), []byte("page"), []byte("old text")})
	fmt.Println(s.Rename([]byte("draft"), []byte("page"), true))
	fmt.Println(s.Rename([]byte("draft"), []byte("page"), false))
	fmt.Println(s.Rename([]byte("draft"), []byte("page"), false))
	value, _ := s.Get([]byte("page"), nil)
	fmt.Printf("%s\n", value)
	// Output:
	// false true
	// true true
	// false false
	// text
}

func ExampleStore_Update() {
	s := store.New()
	s.Set([]byte("k"), []byte("live"), store.SetOptions{})
	err := s.Update([]byte("k"), func(old []byte, ok bool) ([]byte, error) {
		reversed := slices.Clone(old) // old is shared: change a copy
		slices.Reverse(reversed)
		return reversed, nil
	})
	value, _ := s.Get([]byte("k"), nil)
	fmt.Printf("%s %v\n", value, err)
	// Output: evil <nil>
}
