package servertest_test

import (
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"mini-redis/final/client"
	"mini-redis/final/servertest"
)

func TestTTLOfAnHourPassesAtOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := servertest.InMemory(t).Client()
		if _, err := c.SetWith(t.Context(), "session", "ann", client.SetOptions{TTL: time.Hour}); err != nil {
			t.Fatal(err)
		}
		time.Sleep(59 * time.Minute)
		if user, err := c.Get(t.Context(), "session"); user != "ann" || err != nil {
			t.Errorf("after 59 minutes: got %q, %v", user, err)
		}
		time.Sleep(2 * time.Minute)
		if _, err := c.Get(t.Context(), "session"); !errors.Is(err, client.ErrNil) {
			t.Errorf("after 61 minutes: got %v, want ErrNil", err)
		}
	})
}
