package program

import (
	"fmt"
	"io"
	"runtime"

	"mini-redis/final/server"
)

// flagGroups are the flags in the order in which --help has them.
func flagGroups() []flagGroup {
	return []flagGroup{
		{"Clients", []string{"bind", "port", "unixsocket", "unixsocketperm", "maxclients", "maxclients-policy", "timeout", "proto-max-bulk-len"}},
		{"Access", []string{"requirepass", "requirepass-file", "auth-timeout", "protected-mode"}},
		{"TLS, version 1.2 or later", []string{"tls-port", "tls-cert-file", "tls-key-file", "tls-ca-cert-file", "tls-auth-clients"}},
		{"Operation", []string{"grace-period", "processors", "loglevel", "log-format", "debug-addr", "version"}},
	}
}

type flagGroup struct {
	title string
	names []string
}

// printUsage prints what --help says.
func printUsage(w io.Writer) {
	fmt.Fprint(w, "usage: mini-redis-server [flags]\n\nA Redis-compatible server that keeps its data in memory, and nowhere else.\n")
	flags := newFlags(new(options))
	for _, group := range flagGroups() {
		fmt.Fprintf(w, "\n%s:\n", group.title)
		for _, name := range group.names {
			f := flags.Lookup(name)
			v, ok := f.Value.(*flagValue)
			switch {
			case !ok:
				fmt.Fprintf(w, "  %-33s%s\n", "--"+name, f.Usage)
			case f.DefValue == "":
				fmt.Fprintf(w, "  %-33s%s\n", "--"+name+" "+v.argument, f.Usage)
			default:
				fmt.Fprintf(w, "  %-33s%s (default %s)\n", "--"+name+" "+v.argument, f.Usage, f.DefValue)
			}
		}
	}
	fmt.Fprintf(w, `
The password is that of --requirepass or, without it, the first line of
--requirepass-file or, without either, the environment variable
%s. A TIME is a number of seconds, or such as 500ms or 5m.

Of several processors the server leaves one to the kernel and to clients on the
same machine. If clients are on others, let --processors say how many there are:
of two processors, the second one is idle otherwise. The environment variables of
Go count, too: GOMAXPROCS in place of --processors 0, GOGC, and GOMEMLIMIT.

Examples:
  mini-redis-server --port 7000 --loglevel debug
  mini-redis-server --bind '*' --requirepass-file password.txt
  mini-redis-server --port 0 --tls-port 6380 --tls-cert-file server.crt --tls-key-file server.key
`, passwordVariable)
}

// printVersion prints what --version says.
func printVersion(w io.Writer) {
	fmt.Fprintf(w, "mini-redis-server %s (behaves as Redis %s), %s\n", server.Version(), server.RedisVersion, runtime.Version())
}
