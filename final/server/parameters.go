package server

import (
	"fmt"
	"log/slog"
	"math"
	"mini-redis/final/config"
	"strconv"
	"strings"
	"time"
)

// limitParameters are those that bound what clients may take.
func (s *Server) limitParameters() []parameter {
	return []parameter{
		{name: "maxclients",
			get: func(s *Server) string { return strconv.Itoa(s.maxClients()) },
			set: func(set *settings, value string) string {
				n, problem := config.ParseNumber(value, 1, math.MaxUint32)
				set.maxClients = int(min(n, math.MaxInt))
				return problem
			},
			apply: func(s *Server, set *settings) string {
				if s.MostClients == nil || set.maxClients == s.maxClients() {
					return ""
				}
				if most := s.MostClients(); set.maxClients > most {
					return fmt.Sprintf("The operating system is not able to handle the specified number of clients, try with %d", most)
				}
				return ""
			}},
		{name: "timeout",
			get: func(s *Server) string { return strconv.Itoa(int(s.settings.Load().timeout / time.Second)) },
			set: func(set *settings, value string) string {
				n, problem := config.ParseNumber(value, 0, math.MaxInt32)
				set.timeout = time.Duration(n) * time.Second
				return problem
			}},
		{name: "proto-max-bulk-len",
			get: func(s *Server) string { return strconv.Itoa(s.settings.Load().maxBulkLen) },
			set: func(set *settings, value string) (problem string) {
				set.maxBulkLen, problem = config.ParseSize(value, 1<<20)
				return problem
			}},
		{name: "client-query-buffer-limit",
			get: func(s *Server) string { return strconv.Itoa(s.settings.Load().maxQueryLen) },
			set: func(set *settings, value string) (problem string) {
				set.maxQueryLen, problem = config.ParseSize(value, 1<<20)
				return problem
			}},
		{name: "client-output-buffer-limit",
			get: func(s *Server) string { return config.OutputLimits(s.settings.Load().outputLimits) },
			set: func(set *settings, value string) string { return config.ParseOutputLimits(&set.outputLimits, value) }},
	}
}

// accessParameters are those about who may do what, and what is logged of it.
func (s *Server) accessParameters() []parameter {
	logLevel := parameter{name: "loglevel", get: func(s *Server) string { return config.LevelName(s.logLevel()) }}
	if s.LogLevel != nil {
		logLevel.set = func(set *settings, value string) string {
			level, ok := config.ParseLevel(value)
			if !ok {
				return "argument(s) must be one of the following: debug, verbose, notice, warning"
			}
			set.logLevel = &level
			return ""
		}
	}
	return []parameter{
		{name: "requirepass",
			get: func(s *Server) string { return s.settings.Load().password },
			set: func(set *settings, value string) string {
				set.password = value
				return ""
			}},
		{name: "protected-mode",
			get: func(s *Server) string { return config.YesNo(s.settings.Load().protected) },
			set: func(set *settings, value string) (problem string) {
				set.protected, problem = config.ParseYesNo(value)
				return problem
			}},
		logLevel,
	}
}

// fixedParameters are those that have one value here. Setting them to that is no
// error, as long as Redis can change them at all.
func fixedParameters() []parameter {
	isBool := func(value string) string {
		_, problem := config.ParseYesNo(value)
		return problem
	}
	noMemoryLimit := constant("maxmemory", "0")
	noMemoryLimit.set = func(_ *settings, value string) string {
		n, problem := config.ParseMemory(value)
		if problem == "" && n != 0 {
			return config.Immutable
		}
		return problem
	}
	anything := func(string) string { return "" }
	return []parameter{
		constant("databases", "1"),
		constant("cluster-enabled", "no"),
		fixed("appendonly", "no", isBool),
		fixed("save", "", config.CheckSavePoints),
		noMemoryLimit,
		fixed("maxmemory-policy", "noeviction", config.CheckPolicy),
		fixed("notify-keyspace-events", "", anything),
	}
}

// constant returns an immutable parameter.
func constant(name, value string) parameter {
	return parameter{name: name, get: func(*Server) string { return value }}
}

// fixed returns a parameter that can be set to its value, and to nothing else. check
// says what is wrong with a value that Redis would not take either.
func fixed(name, value string, check func(string) string) parameter {
	p := constant(name, value)
	p.set = func(_ *settings, v string) string {
		if problem := check(v); problem != "" || strings.EqualFold(config.UntilNUL(v), value) {
			return problem
		}
		return config.Immutable
	}
	return p
}

// logLevel returns the least level that is logged, as far as the server can know.
func (s *Server) logLevel() slog.Level {
	if s.LogLevel != nil {
		return s.LogLevel.Level()
	}
	return slog.LevelInfo
}
