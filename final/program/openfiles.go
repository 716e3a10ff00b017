package program

import (
	"fmt"
	"math"

	"mini-redis/final/internal/process"
	"mini-redis/final/server"
)

// filesBesideClients is how many of the files that the process may have open it keeps
// for all but the clients that are served: listeners, certificates, the debug pages,
// a client that is refused. Redis keeps as many.
const filesBesideClients = 32

// mostClients returns how many clients the process can serve. Each takes a file.
func mostClients() int {
	files, ok := process.OpenFiles()
	if !ok {
		return math.MaxInt32
	}
	return int(min(max(files, filesBesideClients)-filesBesideClients, math.MaxInt32))
}

// checkOpenFiles returns an error if the process can serve nobody.
func checkOpenFiles() error {
	if mostClients() > 0 {
		return nil
	}
	files, _ := process.OpenFiles()
	return fmt.Errorf("the process may open %d files, and needs %d; see ulimit -n", files, filesBesideClients+1)
}

// warnOfOpenFiles says that the server takes fewer clients than it was asked to.
func (o *options) warnOfOpenFiles(s *server.Server) {
	if s.MaxClients < o.maxClients {
		s.Logger.Warn("fewer clients than asked for: each takes a file, see ulimit -n", "maxclients", s.MaxClients, "asked", o.maxClients, "files", s.MaxClients+filesBesideClients)
	}
}
