package server

import (
	"context"
	"crypto/tls"
	"fmt"
	"log/slog"
	"math"
	"net"
	"strconv"
	"strings"
	"time"

	"mini-redis/final/config"
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

// TLSParameters are the parameters of TLS that CONFIG SET can change. What is in the
// files is up to Server.LoadTLS.
type TLSParameters struct {
	CertFile string // the server's certificate (Redis: tls-cert-file)
	KeyFile  string // its private key (Redis: tls-key-file)
	CAFile   string // who may sign the certificates of clients (Redis: tls-ca-cert-file)

	// AuthClients is whether clients have to show a certificate (Redis:
	// tls-auth-clients): NoClientCert is no, VerifyClientCertIfGiven is optional, and
	// RequireAndVerifyClientCert is yes.
	AuthClients tls.ClientAuthType
}

// TLSListener returns a listener for the connections of l, which are encrypted as
// TLSConfig says or, once CONFIG SET has changed TLS parameters, as these say. A change
// holds for handshakes to come.
func (s *Server) TLSListener(l net.Listener) net.Listener {
	return tls.NewListener(l, &tls.Config{GetConfigForClient: func(*tls.ClientHelloInfo) (*tls.Config, error) {
		s.init.Do(s.initialize)
		return s.settings.Load().tlsConfig, nil
	}})
}

// tlsParameters are those about TLS.
func (s *Server) tlsParameters() []parameter {
	all := []parameter{
		tlsFile("tls-cert-file", func(p *TLSParameters) *string { return &p.CertFile }),
		tlsFile("tls-key-file", func(p *TLSParameters) *string { return &p.KeyFile }),
		tlsFile("tls-ca-cert-file", func(p *TLSParameters) *string { return &p.CAFile }),
		{name: "tls-auth-clients",
			get: func(s *Server) string { return config.AuthName(s.settings.Load().tls.AuthClients) },
			set: func(set *settings, value string) (problem string) {
				set.tls.AuthClients, problem = config.ParseAuth(value)
				if set.tlsConfig != nil { // else it is about to be loaded
					set.tlsConfig = set.tlsConfig.Clone()
					set.tlsConfig.ClientAuth = set.tls.AuthClients
				}
				return problem
			}},
	}
	if s.LoadTLS == nil {
		for i := range all {
			all[i].set = nil
		}
	}
	return all
}

// tlsFile returns a parameter that names a file. To set it, even to the name that it
// has, is to read the files.
func tlsFile(name string, file func(*TLSParameters) *string) parameter {
	return parameter{name: name,
		get: func(s *Server) string { return *file(&s.settings.Load().tls) },
		set: func(set *settings, value string) string {
			*file(&set.tls) = config.UntilNUL(value)
			set.tlsConfig = nil
			return ""
		},
		apply: func(s *Server, set *settings) string {
			if set.tlsConfig != nil {
				return "" // they have been read for another one
			}
			config, err := s.LoadTLS(set.tls)
			if err != nil {
				s.warn(context.Background(), "CONFIG SET failed: TLS stays as it was", "err", err)
				return "Unable to update TLS configuration. Check server logs."
			}
			set.tlsConfig = config
			return ""
		}}
}
