package server

import (
	"maps"
	"slices"
	"strconv"
	"strings"

	"mini-redis/final/pubsub"
)

// config answers CONFIG GET pattern [pattern ...] with the names and values of
// the parameters that match one of the patterns.
func config(c *conn, args [][]byte) {
	switch {
	case !is(args[1], "get"):
		c.out.Error("ERR unknown subcommand '" + clip(args[1], maxQuoted) + "'. Try CONFIG HELP.")
		return
	case len(args) == 2:
		c.wrongArity("config|get")
		return
	}
	parameters := c.srv.parameters()
	var names []string
	for _, name := range slices.Sorted(maps.Keys(parameters)) {
		matches := func(pattern []byte) bool {
			return pubsub.Match(strings.ToLower(string(pattern)), name)
		}
		if slices.ContainsFunc(args[2:], matches) {
			names = append(names, name)
		}
	}
	c.out.Array(2 * len(names))
	for _, name := range names {
		c.out.BulkString(name)
		c.out.BulkString(parameters[name])
	}
}

// parameters are what CONFIG GET knows. With save and appendonly Redis says that
// it stores nothing on disk; redis-benchmark asks for both before it starts.
func (s *Server) parameters() map[string]string {
	return map[string]string{
		"appendonly": "no",
		"maxclients": strconv.Itoa(s.maxClients()),
		"save":       "",
	}
}
