package store_test

import (
	"fmt"

	store "mini-redis/step03_store"
)

func ExampleMatch() {
	fmt.Println(store.Match("user:*:name", "user:17:name"))
	fmt.Println(store.Match("user:[0-9]", "user:17"))
	fmt.Println(store.Match(`what\?`, "what?"))
	// Output:
	// true
	// false
	// true
}

// Update reads and writes under one lock, so no other client comes in between.
func ExampleStore_Update() {
	s := store.New()
	s.Set(store.Pair{Key: "log", Value: "started"})
	s.Update("log", func(old store.Value) (string, bool) {
		return old.Data + ", stopped", old.Found
	})
	fmt.Println(s.Get("log")[0].Data)
	// Output: started, stopped
}
