package interop

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
)

func linearRequest(args []string) string {
	var b strings.Builder
	fmt.Fprintf(&b, "*%d\r\n", len(args))
	for _, arg := range args {
		fmt.Fprintf(&b, "$%d\r\n%s\r\n", len(arg), arg)
	}
	return b.String()
}

// linearReply returns the bytes of one reply of RESP2.
func linearReply(in *bufio.Reader) (string, error) {
	line, err := in.ReadString('\n')
	if err != nil {
		return "", err
	}
	n, err := strconv.Atoi(strings.TrimSuffix(line[1:], "\r\n"))
	switch {
	case line[0] == '+' || line[0] == '-' || line[0] == ':':
		return line, nil
	case err != nil:
		return "", err
	case line[0] == '$' && n >= 0:
		value := make([]byte, n+2)
		_, err := io.ReadFull(in, value)
		return line + string(value), err
	case line[0] == '*':
		for range n {
			item, err := linearReply(in)
			if err != nil {
				return "", err
			}
			line += item
		}
		return line, nil
	case line == "$-1\r\n":
		return line, nil
	}
	return "", errors.New("unexpected reply " + strconv.Quote(line))
}
