// Command mini-redis-server is the server, under the name that it has once
// installed. See mini-redis-server --help.
package main

import (
	"os"

	"mini-redis/final/program"
)

func main() {
	os.Exit(program.Run(os.Args[1:], os.Stdout, os.Stderr))
}
