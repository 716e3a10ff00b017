package server

// Stats describes a Server at one moment. What counts events counts those since the
// Server was made or, like the fields of INFO, since CONFIG RESETSTAT.
type Stats struct {
	Clients     int   // connected, as connected_clients
	Connections int64 // accepted, as total_connections_received
	Rejected    int64 // connections refused, as rejected_connections
	BytesIn     int64 // received, as total_net_input_bytes
	BytesOut    int64 // sent, as total_net_output_bytes

	Keys         int   // expired ones that nobody has touched or swept included
	ExpiringKeys int   // those that have a deadline
	ExpiredKeys  int64 // as expired_keys
	KeyHits      int64 // as keyspace_hits
	KeyMisses    int64 // as keyspace_misses

	Subscribers int // connections that have subscriptions
}

// Stats returns the statistics. It locks the whole keyspace for a moment, as INFO
// does, so it is not for every command.
func (s *Server) Stats() Stats {
	s.init.Do(s.initialize)
	keys := s.store.Stats()
	return Stats{
		Clients:      len(s.clients()),
		Connections:  s.stats.connections.Load(),
		Rejected:     s.stats.rejected.Load(),
		BytesIn:      s.stats.bytesIn.Load(),
		BytesOut:     s.stats.bytesOut.Load(),
		Keys:         keys.Keys,
		ExpiringKeys: keys.Expiring,
		ExpiredKeys:  keys.Expired,
		KeyHits:      keys.Hits,
		KeyMisses:    keys.Misses,
		Subscribers:  s.hub.NumSubscribers(),
	}
}
