// Command mini-redis-server is the server, under the name that it has once
// installed. See mini-redis-server --help.
package main

import (
	"os"

	"mini-redis/final/server"
)

func main() {
	os.Exit(server.Run(os.Args[1:], os.Stdout, os.Stderr))
}
