package check

import (
	"errors"
	"fmt"
	"sync"
	"time"
)

const (
	descriptors = 128             // that the server may have
	crowd       = 160             // clients that come
	watched     = 2 * time.Second // how long a server without descriptors is watched
	busyShare   = 4               // it may take at most this fraction of a processor meanwhile: a quarter
)

func descriptorsCase() Case {
	return Case{
		ID:     "load.descriptors",
		Title:  "A server that has run out of descriptors waits, and serves again",
		Hint:   "Accept fails while there are none. Wait a moment, longer each time, and accept again: neither give up, nor try again at once.",
		Limits: Limits{descriptors: descriptors},
		lines: []line{
			{action: loadAction{
				fmt.Sprintf("%d clients connect to a server that may have %d descriptors", crowd, descriptors),
				"the server is started with ulimit -n, and none of the clients leaves", gather,
			}},
			{action: loadAction{
				fmt.Sprintf("%v pass", watched),
				"the server runs, and takes at most a quarter of a processor", watch,
			}},
			{action: loadAction{"the clients leave, and another one comes", "it is served", disperse}},
		},
	}
}

// gather connects clients that stay, as many of them as the server and the system let connect.
func gather(c *conversation) *failure {
	p, _, err := c.visitor(c.patiently())
	if err != nil {
		return &failure{problem: "the first client isn't served", cause: err.Error(), caret: -1, silent: true}
	}
	p.close()
	var mu sync.Mutex
	var dials sync.WaitGroup
	for range crowd {
		dials.Go(func() {
			if p, err := dialPeer(c.ctx, c.server.addr, time.Second); err == nil {
				mu.Lock()
				defer mu.Unlock()
				c.crowd = append(c.crowd, p)
			}
		})
	}
	dials.Wait()
	return nil
}

// watch sees whether the server lives on, and what it does with the processor. It watches for longer
// if other programs keep the server from running.
func watch(c *conversation) *failure {
	begin := time.Now()
	before, err := usageOf(c.server.pid)
	for err == nil {
		select {
		case <-c.server.done:
			return c.gone(errors.New("the server has ended"))
		case <-time.After(watched / 20):
		case <-c.ctx.Done():
			return nil
		}
		var after usage
		if after, err = usageOf(c.server.pid); err != nil {
			break
		}
		took := after.available(before, time.Since(begin))
		if used := after.processor - before.processor; used > watched/busyShare {
			return &failure{
				problem: "the server keeps a processor busy while it can accept nobody", caret: -1,
				want:  fmt.Sprintf("at most %v of processor time in %v", watched/busyShare, watched),
				got:   fmt.Sprintf("%v in %v", used, took.Round(tick)),
				cause: "it tries to accept again at once, and fails again at once: let it wait a moment, longer each time",
			}
		}
		if took >= watched || time.Now().After(c.deadline) {
			return nil
		}
	}
	return c.gone(err)
}

// disperse closes the connections, and wants the server to serve the next client.
func disperse(c *conversation) *failure {
	for _, p := range c.crowd {
		p.close()
	}
	c.crowd = nil
	return c.served("nobody is served any more", "an error of accept has ended the loop: it goes away when clients leave, so wait, and accept again")
}
