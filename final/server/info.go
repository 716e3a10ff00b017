package server

import (
	"fmt"
	"slices"
	"strings"
)

// info answers INFO [section ...] with the sections asked for, in the order of Redis
// 7.0. Names of sections that do not exist are ignored.
func info(c *conn, args [][]byte) {
	c.settle() // what came before in the same pipeline counts
	var text strings.Builder
	for _, section := range infoSections() {
		if !section.isWanted(args[1:]) {
			continue
		}
		if text.Len() > 0 {
			text.WriteString("\r\n")
		}
		text.WriteString("# " + section.title + "\r\n")
		for _, f := range section.fields(c.srv) {
			text.WriteString(f.name + ":" + f.value + "\r\n")
		}
	}
	c.out.Verbatim("txt", text.String())
}

// An infoSection is a part of the reply to INFO.
type infoSection struct {
	title     string // also its name, in other case
	byDefault bool   // told if no section is asked for, or the section "default"
	fields    func(*Server) []field
}

func (s infoSection) isWanted(names [][]byte) bool {
	if len(names) == 0 {
		return s.byDefault
	}
	return slices.ContainsFunc(names, func(name []byte) bool {
		return is(name, strings.ToLower(s.title)) || is(name, "all") || is(name, "everything") || s.byDefault && is(name, "default")
	})
}

// infoSections returns all sections. Where a feature of Redis does not exist here, its
// fields say so with the values that Redis has while the feature is unused; fields
// that have no true value are left out.
func infoSections() []infoSection {
	return []infoSection{
		{"Server", true, (*Server).infoServer},
		{"Clients", true, (*Server).infoClients},
		{"Memory", true, (*Server).infoMemory},
		{"Persistence", true, (*Server).infoPersistence},
		{"Stats", true, (*Server).infoStats},
		{"Replication", true, (*Server).infoReplication},
		{"CPU", true, (*Server).infoCPU},
		{"Modules", true, nothing},
		{"Commandstats", false, (*Server).infoCommands},
		{"Errorstats", true, (*Server).infoErrors},
		{"Latencystats", false, nothing},
		{"Cluster", true, (*Server).infoCluster},
		{"Keyspace", true, (*Server).infoKeyspace},
	}
}

func nothing(*Server) []field { return nil }

// A field is a line of a section.
type field struct{ name, value string }

// text, number and decimal make fields.
func text(name, value string) field { return field{name, value} }

func number[T int | int64 | uint64](name string, n T) field { return field{name, fmt.Sprint(n)} }

func decimal(name string, digits int, x float64) field {
	return field{name, fmt.Sprintf("%.*f", digits, x)}
}

// zeros makes fields that are 0.
func zeros(names string) (list []field) {
	for _, name := range strings.Fields(names) {
		list = append(list, field{name, "0"})
	}
	return list
}

// sizes makes two fields of a number of bytes, the second one for people.
func sizes(name string, n uint64) []field {
	return []field{number(name, n), {name + "_human", humanSize(n)}}
}

// humanSize writes a number of bytes with a unit, as Redis does (bytesToHuman).
func humanSize(n uint64) string {
	if n < 1024 {
		return fmt.Sprintf("%dB", n)
	}
	x := float64(n) / 1024
	for _, unit := range "KMGTP" {
		if x < 1024 {
			return fmt.Sprintf("%.2f%c", x, unit)
		}
		x /= 1024
	}
	return fmt.Sprintf("%dB", n)
}
