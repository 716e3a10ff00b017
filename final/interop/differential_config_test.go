package interop

import (
	"strings"
	"testing"
)

// parameterDefaults sets back all that configMakers change.
func parameterDefaults() command {
	return command{"CONFIG", "SET", "timeout", "0", "proto-max-bulk-len", "536870912", "client-query-buffer-limit", "1073741824",
		"client-output-buffer-limit", "pubsub 32mb 8mb 60", "protected-mode", "yes", "loglevel", "notice"}
}

// configMakers make CONFIG SET of parameters that can be changed in both servers,
// or in none, and commands that meet the limits. Values that final alone refuses,
// such as appendonly yes, are left out, and requirepass, which would lock the test
// out: see TestDifferentialPasswordIsSetAtRunTime.
func configMakers() []maker {
	set := func(d drawer) []string {
		args := []string{d.spell("SET")}
		for range pick(d, 1, 1, 1, 2, 3) {
			name, value := d.parameter()
			args = append(args, d.spell(name), value)
		}
		return args
	}
	return []maker{
		{"CONFIG", set},
		{"CONFIG", set},
		{"CONFIG", set},
		{"CONFIG", func(d drawer) []string {
			name, _ := d.parameter()
			return []string{"GET", name}
		}},
		{"CONFIG", drawer.configGet},
		{"SETRANGE", func(d drawer) []string {
			return []string{"k", pick(d, "1000", "1048575", "1048576", "1000", "1000"), pick(d, "x", "xyz")}
		}},
		{"DEL", func(d drawer) []string { return []string{"k"} }},
		{"DEL", func(d drawer) []string { return []string{"k"} }},
		{"APPEND", func(d drawer) []string { return []string{"k", pick(d, "x", strings.Repeat("x", 20000))} }},
		{"STRLEN", func(d drawer) []string { return []string{"k"} }},
	}
}

func (d drawer) parameter() (name, value string) {
	size := func() string {
		return pick(d, "1048576", "1mb", "1m", "1MB", "2M", "1gb", "1g", "512mb", "1024k", "1024kb", "1048575", "1b", "1048576b", "1000", "0", "-1", "abc", "", "1.5mb", " 1mb", "1mb ", "1 mb", "1tb", "99999999999999999999", "1024kbb", "0x100000", "+1mb")
	}
	switch d.upTo(11) {
	case 0, 1:
		return "proto-max-bulk-len", size()
	case 2:
		return "client-query-buffer-limit", size()
	case 3:
		return "timeout", pick(d, "0", "100", "1000000000", "2147483647", "2147483648", "-1", "abc", "", "1.5", " 1", "1s", "99999999999999999999", "01", "0x10")
	case 4, 5:
		return "client-output-buffer-limit", pick(d, "pubsub 32mb 8mb 60", "pubsub 0 0 0", "pubsub 1000 500 1", "PUBSUB 1mb 1mb 10", "pubsub 1mb 1mb", "pubsub", "", "foo 1 1 1",
			"pubsub a 1 1", "pubsub 1 a 1", "pubsub 1 1 a", "pubsub -1 1 1", "pubsub 1 1 -1", "pubsub 1 1 1 pubsub 2 2 2", "master 1 1 1", "pubsub 1  1 1", " pubsub 1 1 1", "pubsub 1 1 1.5", "'pubsub' 1 1 1")
	case 6:
		return "protected-mode", pick(d, "yes", "no", "YES", "No", "on", "1", "")
	case 7:
		return "loglevel", pick(d, "debug", "verbose", "notice", "warning", "WARNING", "foo", "")
	case 8:
		return pick(d, "databases", "cluster-enabled"), pick(d, "1", "no", "foo", "")
	case 9:
		return "appendonly", pick(d, "no", "NO", "foo", "")
	case 10:
		return pick(d, "maxmemory", "maxmemory-policy"), pick(d, "0", "noeviction", "foo", "", "0b", "-1")
	}
	return pick(d, "nosuch", "", "save ", "nosuch\x00", d.junk()), "x"
}

// playFixed plays a scenario of one's own making.
func (c *contest) playFixed(t *testing.T, sc scenario) {
	t.Helper()
	d, err := c.play(sc)
	if err != nil {
		t.Fatal(err)
	}
	if d != nil {
		t.Errorf("%v\nof:\n%v", d, sc)
	}
}

// CONFIG SET requirepass locks out who connects or resets from then on, and nobody
// else.
func TestDifferentialPasswordIsSetAtRunTime(t *testing.T) {
	c := newContest(t, startFinal, false)
	sc := scenario{protocols: []int{2, 2, 2}, locked: true}
	for _, line := range []string{
		"0 SET k v", "1 GET k", "0 CONFIG SET requirepass sesame", "0 GET k", "1 GET k", "2 GET k", "0 CONFIG GET requirepass", "1 RESET",
		"2 HELLO 2", "2 GET k", "2 AUTH wrong", "2 GET k", "2 AUTH sesame", "2 RESET", "0 CONFIG SET requirepass other", "2 AUTH sesame", "2 AUTH other", "2 GET k",
		"2 HELLO 3 AUTH default other SETNAME x", "2 CLIENT GETNAME", "0 CONFIG SET requirepass ''", "0 CONFIG GET requirepass", "0 AUTH other", "0 AUTH default other", "2 RESET", "2 GET k",
	} {
		words := strings.Fields(strings.ReplaceAll(line, "''", ""))
		args := command(words[1:])
		if strings.HasSuffix(line, "''") {
			args = append(args, "")
		}
		sc.steps = append(sc.steps, step{conn: int(words[0][0] - '0'), args: args})
	}
	c.playFixed(t, sc)
}

// The longest value is 512 MB, to the byte.
func TestDifferentialLongestValue(t *testing.T) {
	if raceEnabled {
		t.Skip("takes too long with -race: runs without")
	}
	c := newContest(t, startFinal, false)
	c.playFixed(t, scenario{protocols: []int{2}, steps: []step{
		{args: command{"SETRANGE", "k", "536870911", "x"}},
		{args: command{"STRLEN", "k"}},
		{args: command{"GETRANGE", "k", "-2", "-1"}},
		{args: command{"APPEND", "k", "y"}},
		{args: command{"SETRANGE", "k", "536870911", "yz"}},
		{args: command{"SETRANGE", "k", "536870912", "y"}},
		{args: command{"SETRANGE", "k", "0", "abc"}},
		{args: command{"GETRANGE", "k", "0", "3"}},
		{args: command{"DEL", "k"}},
	}})
}
