package interop

import "strings"

// faults are inputs at the limits of the protocol, each in one piece.
func faults() (all []input) {
	for _, bytes := range []string{
		// Numbers of elements.
		"*2147483647\r\n", "*2147483648\r\n", "*-2147483648\r\n", "*9223372036854775807\r\n", "*9223372036854775808\r\n", "*0\r\n", "*-1\r\n", "*-10\r\n",
		"*0\r\n*0\r\nPING\r\n", "*11\r\n", "*10\r\n$4\r\nMGET\r\n" + strings.Repeat("$1\r\nk\r\n", 9), "*11\r\n$4\r\nMGET\r\n" + strings.Repeat("$1\r\nk\r\n", 10),
		"*1048577\r\n$4\r\nPING\r\n", " *1\r\n$4\r\nPING\r\n", "*1\n$4\nPING\r\n", "*1\r$4\rPING\r\n", "*a\r\n", "*1a\r\n", "*\r\n", "**1\r\n", "*+1\r\n$4\r\nPING\r\n", "*01\r\n$4\r\nPING\r\n",

		// Lengths of bulk strings.
		"*1\r\n$-1\r\n", "*1\r\n$-10\r\n", "*1\r\n$0\r\n\r\n", "*2\r\n$0\r\n\r\n$1\r\na\r\n", "*1\r\n$536870913\r\n", "*1\r\n$9223372036854775808\r\n", "*1\r\n$4294967296\r\n",
		"*1\r\n$16384\r\n" + strings.Repeat("x", 16384) + "\r\n", "*1\r\n$16385\r\n" + strings.Repeat("x", 16385) + "\r\n",
		"*2\r\n$4\r\nECHO\r\n$16385\r\n" + strings.Repeat("x", 16385) + "\r\n", "*2\r\n$4\r\nECHO\r\n$40000\r\n" + strings.Repeat("x", 40000) + "\r\n",
		"*1\r\n$a\r\n", "*1\r\n$\r\n", "*1\r\n$4a\r\n", "*1\r\n$+4\r\nPING\r\n", "*1\r\n$04\r\nPING\r\n", "*1\r\n$ 4\r\nPING\r\n", "*1\r\n$0x4\r\nPING\r\n",

		// What stands in place of a bulk string, and behind one.
		"*1\r\n*1\r\n$4\r\nPING\r\n", "*1\r\n:1\r\n", "*1\r\n+PING\r\n", "*1\r\nPING\r\n", "*1\r\n\r\n", "*1\r\n\x00\r\n", "*2\r\n$4\r\nECHO\r\n*1\r\n",
		"*1\r\n$4\r\nPINGxx", "*1\r\n$4\r\nPING\n\n", "*1\r\n$4\r\nPING\r\r*1\r\n$4\r\nPING\r\n", "*1\r\n$4\r\nPIN\r\n", "*1\r\n$3\r\nPING\r\n", "*2\r\n$4\r\nECHO\r\n$1\r\naXX*1\r\n$4\r\nPING\r\n",

		// Lines.
		strings.Repeat("x", 60000) + "\r\n", "ECHO " + strings.Repeat("x", 60000) + "\r\n", strings.Repeat("x", 400000), "*" + strings.Repeat("1", 400000), "*1\r\n$" + strings.Repeat("1", 400000),
		"*" + strings.Repeat("0", 60000) + "1\r\n", "*1\r\n$" + strings.Repeat("0", 60000) + "4\r\nPING\r\n",
		"\r\n\r\n\r\n", "\n\n\n", "\r\r\r\n", " \r\n", "\x00\r\n", "PING\x00PONG\r\n", "PI\x00NG\r\n", "*1\x00\r\n$4\r\nPING\r\n", "*1\r\n$4\x00\r\nPING\r\n",

		// Quotes.
		"ECHO \"\r\n", "ECHO '\r\n", "ECHO \"a\r\n", "ECHO \"a\"b\r\n", "ECHO 'a'b\r\n", "ECHO a\"b\"\r\n", "ECHO \"a\\\"\r\n", "ECHO \"\\x4\"\r\n", "ECHO \"\\x41\"\r\n", "ECHO '\\x41'\r\n", "ECHO \"a\nb\"\r\n",

		// Replies to what stands in front of a fault.
		"PING\r\nPING\r\n*1\r\n:1\r\n", "SET k v\r\nGET k\r\n*x\r\n", "*1\r\n$4\r\nPING\r\n*1\r\n$4\r\nPING\r\n$x\r\n*1\r\n$x\r\n", "SUBSCRIBE a\r\n*1\r\n:1\r\n", "QUIT\r\nPING\r\n", "PING\r\nQUIT\r\n*x\r\n",
		"HELLO 3\r\n*x\r\n",

		// Passwords.
		"AUTH sesame\r\nPING\r\n", "AUTH wrong\r\nPING\r\n", "AUTH default sesame\r\n*11\r\n$4\r\nMGET\r\n" + strings.Repeat("$1\r\nk\r\n", 10), "AUTH nobody sesame\r\nGET k\r\n", "RESET\r\nAUTH sesame\r\nRESET\r\nGET k\r\n",
		"AUTH sesame\r\n*2\r\n$4\r\nECHO\r\n$16385\r\n" + strings.Repeat("x", 16385) + "\r\n", "AUTH sesame\r\nAUTH wrong\r\nGET k\r\n", "HELLO\r\n", "HELLO 3\r\nGET k\r\n", "HELLO 2 AUTH default wrong\r\nGET k\r\n",
		"SUBSCRIBE a\r\nPUBLISH a b\r\n", "foo\r\nGET\r\nCLIENT foo\r\nQUIT\r\nPING\r\n", "COMMAND COUNT x\r\nCLIENT\r\nCONFIG\r\nHELLO 4\r\nHELLO x\r\nHELLO 3 AUTH\r\n",

		// Not Redis at all.
		"GET / HTTP/1.1\r\nAccept: x\r\n\r\n", "POST / HTTP/1.1\r\n\r\n", "Host: example.org\r\n\r\n", "host: x\r\n", "POST\r\nPING\r\n", "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n", "SSH-2.0-OpenSSH_9.2\r\n",
	} {
		all = append(all, input{bytes: bytes, stuck: strings.Contains(bytes, "\x00")})
	}
	for _, bytes := range []string{
		"PING\r\n*2147483647\r\n$4\r\nPING\r\n", "PING\r\n*1\r\n$536870912\r\nabc", "*1\r\n$4\r\nPING\r\n*2\r\n$4\r\nECHO\r\n$100000\r\nabc", "PING\r\n*2\r\n$4\r\nECHO\r\n",
	} {
		all = append(all, input{bytes: bytes, stuck: true})
	}
	return all
}
