package store_test

import (
	"fmt"
	"strconv"
	"sync"
	"testing"
)

// BenchmarkSharing compares three ways to share a map between goroutines: under
// a mutex, under a mutex that lets readers in together, and owned by a goroutine
// that the others ask over a channel.
//
//	go test -run '^$' -bench Sharing -cpu 2 ./step03_store
func BenchmarkSharing(b *testing.B) {
	for _, way := range []struct {
		name  string
		share func(*testing.B, map[string]string) (attach func() access)
	}{
		{"mutex", underMutex},
		{"rwmutex", underRWMutex},
		{"channel", ownedByGoroutine},
	} {
		for _, reads := range []int{90, 50} {
			b.Run(fmt.Sprintf("%s/reads=%d%%", way.name, reads), func(b *testing.B) {
				keys, values := make([]string, 1024), map[string]string{}
				for i := range keys {
					keys[i] = "key:" + strconv.Itoa(i)
					values[keys[i]] = "value"
				}
				attach := way.share(b, values)
				b.ReportAllocs()
				b.RunParallel(func(pb *testing.PB) {
					shared := attach()
					for i := 0; pb.Next(); i++ {
						key := keys[i%len(keys)]
						if i%10 < reads/10 {
							shared.get(key)
						} else {
							shared.set(key, "other value")
						}
					}
				})
			})
		}
	}
}

// An access is what one goroutine has to a shared map.
type access interface {
	get(key string) string
	set(key, value string)
}

type mutexMap struct {
	mu     sync.Mutex
	values map[string]string
}

func underMutex(_ *testing.B, values map[string]string) func() access {
	m := &mutexMap{values: values}
	return func() access { return m }
}

func (m *mutexMap) get(key string) string {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.values[key]
}

func (m *mutexMap) set(key, value string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.values[key] = value
}

type rwMutexMap struct {
	mu     sync.RWMutex
	values map[string]string
}

func underRWMutex(_ *testing.B, values map[string]string) func() access {
	m := &rwMutexMap{values: values}
	return func() access { return m }
}

func (m *rwMutexMap) get(key string) string {
	m.mu.RLock()
	defer m.mu.RUnlock()
	return m.values[key]
}

func (m *rwMutexMap) set(key, value string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.values[key] = value
}

// A request asks the map's owner for a value, or to store one.
type request struct {
	key, value string
	write      bool
	reply      chan string
}

// asking is one goroutine's way to the owner. It reuses its reply channel, which
// is more than a fresh one for each request could achieve.
type asking struct {
	requests chan<- request
	reply    chan string
}

func ownedByGoroutine(b *testing.B, values map[string]string) func() access {
	requests := make(chan request)
	var owner sync.WaitGroup
	owner.Go(func() {
		for r := range requests {
			if r.write {
				values[r.key] = r.value
			}
			r.reply <- values[r.key]
		}
	})
	b.Cleanup(func() {
		close(requests)
		owner.Wait()
	})
	return func() access { return asking{requests, make(chan string, 1)} }
}

func (a asking) get(key string) string {
	a.requests <- request{key: key, reply: a.reply}
	return <-a.reply
}

func (a asking) set(key, value string) {
	a.requests <- request{key: key, value: value, write: true, reply: a.reply}
	<-a.reply
}
