package server

import (
	"crypto/tls"
	"log/slog"
	"time"

	"mini-redis/final/pubsub"
)

// settings are what can be changed while the server runs (CONFIG SET). A settings
// is never modified: a change replaces it as a whole, so that whoever has loaded one
// sees all of it as of one moment.
type settings struct {
	maxClients   int           // served at once
	password     string        // of the default user; empty means that none is needed
	timeout      time.Duration // after which an idle client is disconnected; 0 means never
	maxBulkLen   int           // of an argument and of a value, in bytes
	maxQueryLen  int           // of a command as sent, in bytes
	protected    bool          // refuse clients from elsewhere while there is no password
	outputLimits pubsub.Limits // of the queues of subscribers
	logLevel     *slog.Level   // of Server.LogLevel; nil until it is set
	tls          TLSParameters // of the field TLS
	tlsConfig    *tls.Config   // what they say
}

// initialSettings are the fields of s, with their defaults filled in.
func (s *Server) initialSettings() *settings {
	set := &settings{
		maxClients:   s.MaxClients,
		password:     s.Password,
		timeout:      s.Timeout,
		maxBulkLen:   s.MaxBulkLen,
		maxQueryLen:  1 << 30, // Redis: client-query-buffer-limit
		protected:    s.ProtectedMode,
		outputLimits: pubsub.DefaultLimits(),
		tls:          s.TLS,
		tlsConfig:    s.TLSConfig,
	}
	if set.maxClients <= 0 {
		set.maxClients = DefaultMaxClients
	}
	if set.maxBulkLen == 0 {
		set.maxBulkLen = DefaultMaxBulkLen
	}
	return set
}

// change replaces the settings by what f makes of a copy, if f returns true, and tells
// those who have to know.
func (s *Server) change(f func(*settings) bool) {
	s.changing.Lock()
	defer s.changing.Unlock()
	before := s.settings.Load()
	after := *before
	if !f(&after) {
		return
	}
	s.settings.Store(&after)
	if after.maxClients != before.maxClients {
		s.permits.resize(after.maxClients)
	}
	if after.timeout != before.timeout {
		s.interruptReads()
	}
	if after.outputLimits != before.outputLimits {
		s.hub.SetLimits(after.outputLimits)
	}
	if after.logLevel != before.logLevel {
		s.LogLevel.Set(*after.logLevel)
	}
}
