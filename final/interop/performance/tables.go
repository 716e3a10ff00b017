package main

import (
	"context"
	"fmt"
	"time"
)

// allTables returns the tables in the order in which they are measured.
func allTables(e effort) []table {
	return []table{stepsTable(), processorsTable(), keysTable(e), connectionsTable(), valuesTable(), overviewTable(e)}
}

// stepsTable measures what each step, and then final, does to the rate.
func stepsTable() table {
	servers := []program{
		{name: "step1", source: "./step01_echo/server", storeless: true, echo: true},
		{name: "step2", source: "./step02_framing/server", storeless: true},
	}
	for i, name := range []string{"store", "expiry", "pubsub", "shutdown"} {
		step := i + 3
		servers = append(servers, program{name: fmt.Sprintf("step%d", step), source: fmt.Sprintf("./step%02d_%s/server", step, name)})
	}
	const keys = 100_000
	var probes []probe
	for _, pipeline := range []int{1, 50} {
		probes = append(probes, pings(pipeline))
		for _, command := range []string{"set", "get"} {
			x := everyday(command, pipeline, keys)
			x.cpu = false // the steps have no INFO
			p := x.probe()
			p.fits = func(p program) bool { return !p.storeless }
			probes = append(probes, p)
		}
	}
	return table{"steps", []trial{{
		servers: append(servers, finalServer(), redisServer()),
		fill:    &filling{keys: keys},
		probes:  probes,
	}}}
}

// loads returns the probes of SET and GET at these pipelines.
func loads(keys int, pipelines ...int) (probes []probe) {
	for _, pipeline := range pipelines {
		for _, command := range []string{"set", "get"} {
			probes = append(probes, everyday(command, pipeline, keys).probe())
		}
	}
	return probes
}

// processorsTable measures what a second processor brings.
func processorsTable() table {
	on := func(n int) program {
		p := finalServer()
		p.name = fmt.Sprintf("final-%d", n)
		p.env = []string{fmt.Sprintf("GOMAXPROCS=%d", n)}
		return p
	}
	const keys = 100_000
	return table{"processors", []trial{{
		servers: []program{on(1), on(2), redisServer()},
		fill:    &filling{keys: keys},
		probes:  loads(keys, 1, 16, 100),
	}}}
}

// keysTable measures how the number of keys changes the cost of a command and of a key.
func keysTable(e effort) table {
	sizes := []int{1_000, 10_000, 100_000, 1_000_000, 10_000_000}
	if e.short {
		sizes = sizes[:3]
	}
	t := table{name: "keys"}
	for _, n := range sizes {
		var probes []probe
		if n >= 100_000 { // below that a page more or less counts
			probes = append(probes, bytesOfKey(fmt.Sprintf("n=%d", n), n))
		}
		for _, command := range []string{"set", "get"} {
			probes = append(probes, everyday(command, 16, n).named(fmt.Sprintf("n=%d/%s", n, command)))
		}
		t.trials = append(t.trials, trial{
			servers:  []program{finalServer(), redisServer()},
			fill:     &filling{keys: n},
			oneByOne: n > 1_000_000,
			probes:   probes,
		})
	}
	return t
}

// bytesOfKey measures what each of the keys takes that a fresh server has been filled
// with, its value included.
func bytesOfKey(name string, keys int) probe {
	return probe{name: name, measure: func(_ context.Context, _ *lab, s *server) (map[string]float64, error) {
		now, err := s.memory(residentNow)
		return map[string]float64{"bytes": float64(now-s.empty) / float64(keys)}, err
	}}
}

// overviewTable measures what people ask first.
func overviewTable(e effort) table {
	const keys = 100_000
	held := 1_000_000
	if e.short {
		held = keys
	}
	both := []program{finalServer(), redisServer()}
	start := probe{name: "start", measure: func(_ context.Context, _ *lab, s *server) (map[string]float64, error) {
		return map[string]float64{"ms": float64(s.startup) / float64(time.Millisecond)}, nil
	}}
	return table{"overview", []trial{
		{servers: both, fill: &filling{keys: keys}, probes: append([]probe{start}, loads(keys, 1, 16, 100)...)},
		{servers: both, fill: &filling{keys: held}, probes: []probe{bytesOfKey("key", held)}},
		{servers: both, fill: &filling{keys: held, expires: true}, probes: []probe{bytesOfKey("expiring", held)}},
	}}
}
