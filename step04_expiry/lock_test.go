package expiry

import (
	"strconv"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"
)

// Of several clients that ask for the same lock, one gets it, and when its time
// is over one of them again: SET NX reads and writes as one.
func TestOneOfManyClientsGetsTheLock(t *testing.T) {
	const locks = 20_000
	synctest.Test(t, func(t *testing.T) {
		s := New()
		defer startSweeper(s)()
		commands := Commands(s)
		for range 3 {
			var taken atomic.Int64
			var clients sync.WaitGroup
			for range 4 {
				clients.Go(func() {
					for i := range locks {
						if call(commands, "SET", strconv.Itoa(i), "mine", "NX", "PX", "10") == ok {
							taken.Add(1)
						}
					}
				})
			}
			clients.Wait()
			require.EqualValues(t, locks, taken.Load())

			time.Sleep(11 * time.Millisecond)
			synctest.Wait()
			require.Zero(t, s.Len())
		}
	})
}
