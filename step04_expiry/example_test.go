package expiry_test

import (
	"fmt"
	"time"

	expiry "mini-redis/step04_expiry"
)

// Among clients that all try to set the same key, one takes the lock. Should it
// die, the lock frees itself.
func ExampleStore_SetWith() {
	s := expiry.New()
	now, minute := time.Now().UnixMilli(), time.Minute.Milliseconds()
	for _, client := range []string{"ann", "bob"} {
		holder, taken := s.SetWith("lock", client, expiry.SetOptions{
			Deadline:  now + minute,
			IfMissing: true,
		}, now)
		fmt.Printf("%s: taken %t, held by %q before\n", client, taken, holder.Data)
	}
	// Output:
	// ann: taken true, held by "" before
	// bob: taken false, held by "ann" before
}

func ExampleStore_Expire() {
	s := expiry.New()
	now, hour := time.Now().UnixMilli(), time.Hour.Milliseconds()
	s.SetWith("session", "ann", expiry.SetOptions{}, now)

	fmt.Println(s.Expire("session", now+hour, now))
	fmt.Println(s.Persist("session"))

	// A deadline in the past deletes the key.
	fmt.Println(s.Expire("session", now-hour, now))
	fmt.Println(s.Len())
	// Output:
	// true
	// true
	// true
	// 0
}
