package shutdown

import (
	"maps"
	"slices"
	"strconv"

	framing "mini-redis/step02_framing"
	store "mini-redis/step03_store"
	expiry "mini-redis/step04_expiry"
	pubsub "mini-redis/step05_pubsub"
)

// commands returns CONFIG and the commands of the steps before.
func (s *Server) commands(hub *pubsub.Hub, data *expiry.Store) framing.Table {
	t := pubsub.Commands(hub, data)
	t["config"] = framing.Command{Arity: -2, Handle: s.config}
	return t
}

// config answers CONFIG GET pattern [pattern ...] with the names and values of
// the parameters that match. There are three: this step's limit, and the two
// that redis-benchmark asks for, by which Redis says that it stores nothing.
func (s *Server) config(reply func(framing.Frame), args []string) {
	switch {
	case framing.Lower(args[1]) != "get":
		reply(framing.Errorf("ERR unknown subcommand '%s'. Try CONFIG HELP.", args[1]))
		return
	case len(args) == 2:
		reply(framing.Errorf("ERR wrong number of arguments for 'config|get' command"))
		return
	}
	parameters := map[string]string{
		"appendonly": "no",
		"maxclients": strconv.Itoa(s.maxConns()),
		"save":       "",
	}
	answer := framing.Array{}
	for _, name := range slices.Sorted(maps.Keys(parameters)) {
		matches := func(pattern string) bool { return store.Match(framing.Lower(pattern), name) }
		if slices.ContainsFunc(args[2:], matches) {
			answer = append(answer, framing.Bulk(name), framing.Bulk(parameters[name]))
		}
	}
	reply(answer)
}
