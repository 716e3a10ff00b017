package main

import "time"

// A load says how a workload is sent.
type load struct {
	clients  int     // connections
	requests int     // of all connections together; without meaning if seconds is set
	seconds  float64 // if not 0, send for so long
	pipeline int     // requests that a connection sends at once
	keyspace uint64  // how many keys; 0 is 1
	threads  int
}

// timed reports whether the load ends by the clock instead of by a number of requests.
func (l load) timed() bool { return l.seconds > 0 }

// duration is how long a timed load lasts.
func (l load) duration() time.Duration { return time.Duration(l.seconds * float64(time.Second)) }
