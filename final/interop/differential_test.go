package interop

import (
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// scenarios generates scenarios, most of them shorter than length. Their steps come
// in parts, because rapid draws long slices seldom.
func scenarios(makers []maker, conns, length int, shape func(*scenario)) *rapid.Generator[scenario] {
	sized := slices.ContainsFunc(makers, func(m maker) bool { return m.name == "DBSIZE" })
	steps := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) step {
		d := drawer{t: t, noPast: sized}
		s := step{conn: d.upTo(conns - 1)}
		if d.oneIn(40) {
			s.args = d.unknown()
			return s
		}
		m := pick(d, makers...)
		s.args = d.spoil(append(command{d.spell(m.name)}, m.args(d)...))
		if m.name == "RANDOMKEY" && len(s.args) == 1 {
			s.then = []command{{"KEYS", "*"}}
		}
		return s
	}), 1, 15)
	parts := rapid.SliceOfN(steps, 1, length/10)
	return rapid.Custom(func(t *rapid.T) scenario {
		var sc scenario
		for range conns {
			sc.protocols = append(sc.protocols, pick(drawer{t: t}, 2, 2, 3))
		}
		sc.steps = slices.Concat(parts.Draw(t, "")...)
		if shape != nil {
			shape(&sc)
		}
		return sc
	})
}

// A contest is the two servers and what was compared.
type contest struct {
	redis, final *player
	tally        tally
}

// newContest pairs redis-server with what other starts. With a password they are
// locked.
func newContest(t *testing.T, other func(testing.TB, ...string) *server, locked bool) *contest {
	var flags []string
	if locked {
		flags = []string{"--requirepass", password}
	}
	c := &contest{
		redis: &player{s: startRedis(t, append(flags, "--databases", "1")...), locked: locked},
		final: &player{s: other(t, flags...), locked: locked},
	}
	t.Cleanup(c.redis.close)
	t.Cleanup(c.final.close)
	return c
}

// play puts both servers through a scenario and returns the first difference. If
// the clocks may have made it, it repeats the scenario.
func (c *contest) play(sc scenario) (d *difference, err error) {
	var a, b *transcript
	for range 4 {
		now := time.Now()
		var errA, errB error
		var wait sync.WaitGroup
		wait.Go(func() { a, errA = c.redis.perform(sc, now) })
		b, errB = c.final.perform(sc, now)
		wait.Wait()
		if errA != nil {
			return nil, errA
		}
		if errB != nil {
			return nil, errB
		}
		d = compare(sc, a, b, time.Since(now))
		if d == nil || !d.timed {
			break
		}
	}
	if d == nil {
		c.tally.add(sc, a)
	}
	return d, nil
}

// check plays generated scenarios until so many commands were compared.
func (c *contest) check(t *testing.T, commands int, gen *rapid.Generator[scenario]) {
	t.Helper()
	for goal := c.tally.total() + commands; c.tally.total() < goal; {
		rapid.Check(t, func(t *rapid.T) {
			sc := gen.Draw(t, "scenario")
			d, err := c.play(sc)
			if err != nil {
				t.Fatal(err)
			}
			if d != nil {
				t.Fatal(d)
			}
		})
	}
}

// suites are the kinds of scenarios with their share of the commands, in percent.
func suites() []suite {
	both := slices.Concat(stringMakers(), keyMakers(), keyMakers())
	counted := slices.DeleteFunc(slices.Concat(statisticsMakers(), both), func(m maker) bool { return m.name == "SCAN" }) // its lookups depend on the order
	alone := func(sc *scenario) { sc.alone = true }
	return []suite{
		{"strings", 25, scenarios(stringMakers(), 1, 60, nil)},
		{"floats", 5, scenarios(floatMakers(), 1, 60, nil)},
		{"deadlines", 5, scenarios(deadlineMakers(), 1, 60, nil)},
		{"keys", 20, scenarios(both, 2, 60, nil)},
		{"statistics", 5, scenarios(counted, 1, 60, nil)},
		{"connection", 10, scenarios(connectionMakers(), 1, 40, alone)},
		{"messages", 15, scenarios(messageMakers(), 3, 50, alone)},
		{"kill", 5, scenarios(killMakers(), 3, 20, func(sc *scenario) { sc.alone, sc.stepwise = true, true })},
		{"config", 5, scenarios(configMakers(), 1, 30, func(sc *scenario) { sc.configured = true })},
		{"silence", 5, scenarios(silenceMakers(), 1, 30, unmarked)},
	}
}

// unmarked leaves UNSUBSCRIBE without arguments out: its replies have no order, and
// in such scenarios no rule.
func unmarked(sc *scenario) {
	sc.unmarked = true
	for i, s := range sc.steps {
		if len(s.args) == 1 && strings.HasSuffix(strings.ToUpper(s.args[0]), "UNSUBSCRIBE") {
			sc.steps[i].args = append(s.args, "a")
		}
	}
}

type suite struct {
	name    string
	percent int
	gen     *rapid.Generator[scenario]
}

// Whatever clients send, the server answers byte for byte what redis-server 7.0
// answers, but for what rules allows, and is left with the same keyspace.
func TestDifferentialRepliesAreThoseOfRedis(t *testing.T) {
	c := newContest(t, startFinal, false)
	const commands = 100000
	for _, s := range suites() {
		t.Run(s.name, func(t *testing.T) { c.check(t, volume(commands*s.percent/100), s.gen) })
	}
	c.tally.report(t, volume(commands))
}

// The same of a server with a password, for clients that have yet to give it.
func TestDifferentialLockedRepliesAreThoseOfRedis(t *testing.T) {
	c := newContest(t, startFinal, true)
	c.check(t, volume(10000), lockedScenarios())
}

// startSecondRedis starts redis-server in the place of final: with one database.
func startSecondRedis(t testing.TB, flags ...string) *server {
	return startRedis(t, append(flags, "--databases", "1")...)
}

func lockedScenarios() *rapid.Generator[scenario] {
	makers := slices.Concat(authMakers(), stringMakers(), keyMakers(), connectionMakers(), messageMakers(), authMakers(), authMakers(), authMakers())
	return scenarios(makers, 2, 30, func(sc *scenario) { sc.locked, sc.alone = true, true })
}

// Two redis-servers have no differences: the rules cover all that is random or
// depends on time.
func TestDifferentialRedisEqualsItself(t *testing.T) {
	c := newContest(t, startSecondRedis, false)
	for _, s := range suites() {
		t.Run(s.name, func(t *testing.T) { c.check(t, volume(100*s.percent), s.gen) })
	}
	locked := newContest(t, startSecondRedis, true)
	t.Run("locked", func(t *testing.T) { locked.check(t, volume(1000), lockedScenarios()) })
}
