package server

import "strings"

// numberExchanges are about the commands that count, beyond INCR and its errors.
var numberExchanges = []exchange{
	{`INCRBY n -9223372036854775808 | INCRBY n -1 | INCRBY n 9223372036854775807`, ":-9223372036854775808\r\n-ERR increment or decrement would overflow\r\n:-1\r\n"},
	{`INCRBY n 1 1`, "-ERR wrong number of arguments for 'incrby' command\r\n"},
	{`INCRBY n +1 | INCRBY n 01 | INCRBY n -0 | INCRBY n ""`, strings.Repeat(notInteger, 4)},
	{`SET n -0 | INCR n`, "+OK\r\n-ERR value is not an integer or out of range\r\n"},
	{`DECRBY n 5 | DECRBY n -7`, ":-5\r\n:2\r\n"},
	{`DECRBY n x`, "-ERR value is not an integer or out of range\r\n"},
	{`DECRBY n`, "-ERR wrong number of arguments for 'decrby' command\r\n"},
	{`DECRBY n -9223372036854775808`, "-ERR decrement would overflow\r\n"},
	{`SET n x | DECRBY n -9223372036854775808 | DECRBY n 1`, "+OK\r\n-ERR decrement would overflow\r\n-ERR value is not an integer or out of range\r\n"},
	{`DECRBY n 9223372036854775807 | DECRBY n 1 | DECRBY n 1`, ":-9223372036854775807\r\n:-9223372036854775808\r\n-ERR increment or decrement would overflow\r\n"},
	{`SET n 10 EX 100 | DECRBY n 3 | INCRBYFLOAT n 0.5 | TTL n | DECRBY n 1`, "+OK\r\n:7\r\n$3\r\n7.5\r\n:100\r\n-ERR value is not an integer or out of range\r\n"},

	{`INCRBYFLOAT n 0 | INCRBYFLOAT n -0 | INCRBYFLOAT n 3.0 | INCRBYFLOAT n -3.00`, "$1\r\n0\r\n$1\r\n0\r\n$1\r\n3\r\n$1\r\n0\r\n"},
	{`INCRBYFLOAT n`, "-ERR wrong number of arguments for 'incrbyfloat' command\r\n"},
	{`INCRBYFLOAT n x | INCRBYFLOAT n "" | INCRBYFLOAT n " 1" | INCRBYFLOAT n "1 " | INCRBYFLOAT n "1\x00" | EXISTS n`, "-ERR value is not a valid float\r\n-ERR value is not a valid float\r\n-ERR value is not a valid float\r\n-ERR value is not a valid float\r\n-ERR value is not a valid float\r\n:0\r\n"},
	{`SET n x | INCRBYFLOAT n 1 | SET n "" | INCRBYFLOAT n 1 | SET n " 1" | INCRBYFLOAT n 1`, "+OK\r\n-ERR value is not a valid float\r\n+OK\r\n-ERR value is not a valid float\r\n+OK\r\n-ERR value is not a valid float\r\n"},
	{`INCRBYFLOAT n inf | INCRBYFLOAT n -Infinity | INCRBYFLOAT n nan | EXISTS n`, "-ERR increment would produce NaN or Infinity\r\n-ERR increment would produce NaN or Infinity\r\n-ERR value is not a valid float\r\n:0\r\n"},
	{`SET n inf | INCRBYFLOAT n -inf | INCRBYFLOAT n x`, "+OK\r\n-ERR increment would produce NaN or Infinity\r\n-ERR value is not a valid float\r\n"},
	{`SET n 3.0e3 | INCRBYFLOAT n 200`, "+OK\r\n$4\r\n3200\r\n"},
	{`SET n 9223372036854775807 | INCRBYFLOAT n 1`, "+OK\r\n$19\r\n9223372036854775808\r\n"},
}
