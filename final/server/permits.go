package server

import (
	"context"
	"slices"
	"sync"
)

// permits limit how many connections are served at once: each holds one meanwhile.
// They are the semaphore of step 6, except that their number can change: that of a
// semaphore.Weighted is fixed.
type permits struct {
	mu    sync.Mutex
	most  int // guarded by mu
	taken int // guarded by mu; more than most for a while after a resize

	// waiting are those who wait for a permit, the longest first. Who is given one is
	// taken off, and its channel is closed. Guarded by mu.
	waiting []chan struct{}
}

// tryAcquire takes a permit if one is free, and reports whether it has.
func (p *permits) tryAcquire() bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.taken >= p.most {
		return false
	}
	p.taken++
	return true
}

// acquire takes a permit. If none is free it waits for its turn, and returns an error
// if ctx ends before that.
func (p *permits) acquire(ctx context.Context) error {
	turn := make(chan struct{})
	p.mu.Lock()
	p.waiting = append(p.waiting, turn)
	p.handOut()
	p.mu.Unlock()
	select {
	case <-turn:
		return nil
	case <-ctx.Done():
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if i := slices.Index(p.waiting, turn); i >= 0 {
		p.waiting = slices.Delete(p.waiting, i, i+1)
	} else { // it has got one in the same moment
		p.taken--
		p.handOut()
	}
	return ctx.Err()
}

func (p *permits) release() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.taken--
	p.handOut()
}

// resize changes the number of permits. It takes none from those who hold one.
func (p *permits) resize(most int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.most = most
	p.handOut()
}

// exceeded reports whether more permits are held than there are, after a resize.
func (p *permits) exceeded() bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.taken > p.most
}

// handOut gives the free permits to those who wait. Its caller holds mu.
func (p *permits) handOut() {
	for p.taken < p.most && len(p.waiting) > 0 {
		p.taken++
		close(p.waiting[0])
		p.waiting = p.waiting[1:]
	}
}
