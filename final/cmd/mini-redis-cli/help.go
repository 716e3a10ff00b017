package main

// helpText is what --help prints.
func helpText() string {
	return `mini-redis-cli talks to a Redis server.

usage:
  mini-redis-cli [options] command [argument ...]   send one command
  mini-redis-cli [options] < commands.txt           send a command for each line
  mini-redis-cli [options]                          type commands at a prompt

Server
  -h HOST               host name or address (127.0.0.1)
  -p PORT               port (6379)
  -n N                  select this database, which mini-redis has only 0 of
  -s PATH               Unix socket, instead of host and port
  -u URL                redis[s]://[[user:]password@]host[:port][/N] or
                        unix://[[user:]password@]/path, overrides -h, -p and -n

Password
  -a PASSWORD, --pass PASSWORD
                        send AUTH first; other users of this machine may see it, so
                        rather set REDISCLI_AUTH or MINI_REDIS_PASSWORD, or use
  --askpass             read the password from the terminal, or else from the first
                        line of standard input
  --user NAME           send this user name with the password
  --no-auth-warning     do not warn about -a and -u

TLS
  --tls                 encrypt the connection, verify certificate and host name
  --cacert FILE         trust these authorities (PEM) instead of the system's
  --cert FILE, --key FILE
                        show this certificate to the server
  --sni NAME            expect this host name in the certificate
  --insecure            verify nothing

Output
  --no-raw              for people: types shown, strings quoted (default on a terminal)
  --raw                 as it is (default elsewhere)
  -d DELIMITER          between the elements of a raw reply, instead of a line break
  -D DELIMITER          behind a raw reply, instead of a line break
  --csv                 a row for each reply: strings quoted, NULL, ERROR,"…", arrays flat
  --json                a line of JSON for each reply; an error is {"error":"…"}, a byte
                        that is not UTF-8 is \udcXX; asks for RESP3
  -2, -3                speak RESP2 (default) or RESP3
  --show-pushes yes|no  print RESP3 push messages that come between replies
                        (default on a terminal)
  -e                    print an error reply to standard error (one command only)

Repetition and input of one command
  -r N                  send it N times; negative: for ever
  -i SECONDS            wait so long in between, such as 0.1
  -x                    take the last argument from standard input

Modes
  --pipe                send RESP from standard input as it is, count the replies
  --pipe-timeout SECONDS
                        give up if no reply comes for so long after the input (30; 0: never)
  --scan                print all keys
  --pattern PATTERN     only keys that match
  --latency             measure the time that PING takes, in milliseconds: until Ctrl-C on
                        a terminal, elsewhere for a second or that of -i
  --help, --version, -v

Words in lines of input are separated by spaces. "double quotes" take \n \r \t \a \b
\\ \" and \xff, 'single quotes' only \'. A number before a command repeats it.
"help COMMAND", "help @GROUP" and "help" tell what the server says of its commands.
At the prompt, Tab completes commands, the arrow keys go through the history
($XDG_STATE_HOME/mini-redis-cli-history or ~/.mini-redis-cli-history; commands with
passwords are left out). Ctrl-C ends a command, SUBSCRIBE and MONITOR included, or
abandons the line; on an empty line it leaves, as exit and Ctrl-D do. A line takes 4095
characters there. NO_COLOR switches colours and hints off.

Exit code: 0, or 1 after an error reply or a failed connection; 130 after Ctrl-C at
--askpass.

examples:
  mini-redis-cli SET greeting "hello, world" EX 60
  mini-redis-cli -x SET photo < photo.jpg
  mini-redis-cli -r 10 -i 0.5 INCR counter
  mini-redis-cli --json MGET a b | jq .
  mini-redis-cli --scan --pattern 'user:*'
  mini-redis-cli -u rediss://:secret@db.example:6380 --cacert ca.pem PING
`
}
