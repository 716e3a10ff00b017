package docs_test

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
)

// measuredTables returns how each table that can be measured is shown.
func measuredTables() map[string]func(*sheet) {
	return map[string]func(*sheet){
		"steps":       stepsRows,
		"processors":  processorsRows,
		"keys":        keysRows,
		"connections": connectionsRows,
		"values":      valuesRows,
		"overview":    overviewRows,
	}
}

// render returns the lines of the table called name. "machine" is the table of what
// all tables were measured on.
func (r record) render(name string) ([]string, error) {
	if name == "machine" {
		return r.machineRows(), nil
	}
	rows, known := measuredTables()[name]
	m, measured := r.Tables[name]
	switch {
	case !known:
		return nil, fmt.Errorf("no table is called %q", name)
	case !measured:
		return nil, fmt.Errorf("%s was never measured: go run ./performance -only %s", name, name)
	}
	s := &sheet{figures: m.Figures}
	rows(s)
	if len(s.missing) > 0 {
		return nil, fmt.Errorf("%s lacks %s", name, strings.Join(s.missing, ", "))
	}
	return s.lines, nil
}

// machineRows shows the conditions of the first table; incomplete sees to it that
// they are those of all.
func (r record) machineRows() []string {
	s := &sheet{}
	s.head("processor", "cores", "memory", "system", "Go", "Redis")
	for _, name := range slices.Sorted(maps.Keys(r.Tables)) {
		c := r.Tables[name].Conditions
		s.row(c.CPU, strconv.Itoa(c.Processors), fmt.Sprintf("%.0f GB", c.MemoryGB), c.System, strings.TrimPrefix(c.Go, "go"), c.Redis)
		break
	}
	return s.lines
}

// stepsRows has the servers in the order in which the book builds them. The ratio is
// to redis-server.
func stepsRows(s *sheet) {
	s.head("server", "PING", "SET", "GET", "PING, P=50", "SET, P=50", "GET, P=50")
	for _, server := range []string{"step1", "step2", "step3", "step4", "step5", "step6", "final", "redis"} {
		cells := []string{serverTitle(server)}
		for _, load := range []string{"ping/P=1", "set/P=1", "get/P=1", "ping/P=50", "set/P=50", "get/P=50"} {
			storeless := server == "step1" || server == "step2"
			if storeless && !strings.HasPrefix(load, "ping") {
				cells = append(cells, "–")
				continue
			}
			rate, redis := s.median(server+"/"+load+"/rate"), s.median("redis/"+load+"/rate")
			cells = append(cells, fmt.Sprintf("%s (%s)", digits(rate, 3), ratio(rate, redis)))
		}
		s.row(cells...)
	}
}

// serverTitle is what a server is called in the book.
func serverTitle(server string) string {
	if step, ok := strings.CutPrefix(server, "step"); ok {
		return "step " + step
	}
	return map[string]string{"redis": "redis-server", "final": "`final`"}[server]
}

func processorsRows(s *sheet) {
	s.head("load", "`final`, 1 processor", "µs", "`final`, 2 processors", "µs", "redis-server", "µs")
	for _, command := range []string{"get", "set"} {
		for _, pipeline := range []string{"1", "16", "100"} {
			cells := []string{loadTitle(command, pipeline)}
			for _, server := range []string{"final-1", "final-2", "redis"} {
				at := fmt.Sprintf("%s/%s/P=%s/", server, command, pipeline)
				cells = append(cells, digits(s.median(at+"rate"), 3), digits(s.median(at+"cpu"), 2))
			}
			s.row(cells...)
		}
	}
}

func loadTitle(command, pipeline string) string {
	return strings.ToUpper(command) + ", P=" + pipeline
}

func keysRows(s *sheet) {
	s.head("keys", "server", "GET/s", "SET/s", "µs a GET", "µs a SET", "bytes a key")
	for _, n := range s.numbers("final/n=") {
		for _, server := range []string{"final", "redis"} {
			at := fmt.Sprintf("%s/n=%d/", server, n)
			bytes := "–"
			if n >= 100_000 {
				bytes = digits(s.median(at+"bytes"), 3)
			}
			s.row(thousands(strconv.Itoa(n)), serverTitle(server),
				digits(s.median(at+"get/rate"), 3), digits(s.median(at+"set/rate"), 3),
				digits(s.median(at+"get/cpu"), 2), digits(s.median(at+"set/cpu"), 2), bytes)
		}
	}
}

// connectionsRows has the memory of an idle connection where it is measured, with the
// most connections.
func connectionsRows(s *sheet) {
	s.head("connections", "server", "GET/s", "least–most", "µs a GET", "p50 ms", "p99 ms", "bytes, idle")
	counts := s.numbers("final/c=")
	for _, n := range counts {
		for _, server := range []string{"final", "redis"} {
			at := fmt.Sprintf("%s/c=%d/", server, n)
			idle := "–"
			if n == slices.Max(counts) {
				idle = digits(s.median(fmt.Sprintf("%s/idle/c=%d/bytes", server, n)), 3)
			}
			s.row(thousands(strconv.Itoa(n)), serverTitle(server), digits(s.median(at+"rate"), 3), s.spread(at+"rate", 3),
				digits(s.median(at+"cpu"), 2), digits(s.median(at+"p50"), 2), digits(s.median(at+"p99"), 2), idle)
		}
	}
}

// compared adds a row that compares final with redis-server.
func (s *sheet) compared(title, figure string, precision int) {
	final, redis := "final/"+figure, "redis/"+figure
	s.row(title, digits(s.median(final), precision), s.spread(final, precision),
		digits(s.median(redis), precision), s.spread(redis, precision), ratio(s.median(final), s.median(redis)))
}

func valuesRows(s *sheet) {
	s.head("", "`final`", "least–most", "redis-server", "least–most", "ratio")
	s.compared("SET of 1 MB, 4 clients, MB/s", "set/MB=1/speed", 3)
	s.compared("GET of 1 MB, 4 clients, MB/s", "get/MB=1/speed", 3)
	s.compared("SET of 32 MB, 1 client, MB/s", "set/MB=32/speed", 3)
	s.compared("GET of 32 MB, 1 client, MB/s", "get/MB=32/speed", 3)
	s.compared("memory for a SET of 32 MB, times its size", "peak/MB=32/times", 2)
}

func overviewRows(s *sheet) {
	s.head("", "`final`", "least–most", "redis-server", "least–most", "ratio")
	pipelines, commands := []string{"1", "16", "100"}, []string{"get", "set"}
	for _, figure := range []struct {
		name, title string
		precision   int
	}{{"rate", "%s, requests/s", 3}, {"cpu", "%s, µs of processor time", 2}} {
		for _, command := range commands {
			for _, p := range pipelines {
				s.compared(fmt.Sprintf(figure.title, loadTitle(command, p)), command+"/P="+p+"/"+figure.name, figure.precision)
			}
		}
	}
	for _, percentile := range []string{"p50", "p99"} {
		for _, command := range commands {
			s.compared(fmt.Sprintf("%s, %s ms", loadTitle(command, "1"), percentile), command+"/P=1/"+percentile, 2)
		}
	}
	s.compared("bytes a key", "key/bytes", 3)
	s.compared("bytes a key that expires", "expiring/bytes", 3)
	s.compared("start to the first PONG, ms", "start/ms", 2)
}
