package server

import "time"

// rateInterval is the least time over which rates are taken.
const rateInterval = 100 * time.Millisecond

// rates tell how fast counters have grown since they were last asked for, at least
// rateInterval ago, or since the start. Redis takes the mean of samples of its own.
type rates struct {
	since  time.Time
	totals [3]int64 // commands, bytes in, bytes out, as of since
	rates  [3]int64 // a second, up to since
}

// next returns the growth a second of counters that now stand at totals.
func (r *rates) next(now time.Time, totals [3]int64) [3]int64 {
	elapsed := now.Sub(r.since)
	if elapsed < rateInterval {
		return r.rates
	}
	for i, total := range totals {
		r.rates[i] = int64(float64(max(total-r.totals[i], 0)) / elapsed.Seconds())
	}
	r.since, r.totals = now, totals
	return r.rates
}

// begin starts the measuring.
func (s *serverStats) begin(now time.Time) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.rates.since = now
}

// perSecond returns the rates of commands, bytes in and bytes out.
func (s *serverStats) perSecond(now time.Time, commands int64) [3]int64 {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.rates.next(now, [3]int64{commands, s.bytesIn.Load(), s.bytesOut.Load()})
}
