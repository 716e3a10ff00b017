package server

// adminExchanges are about the remaining commands of the server and the connection.
var adminExchanges = []exchange{
	{`SELECT`, "-ERR wrong number of arguments for 'select' command\r\n"},
	{`SELECT 0`, "+OK\r\n"},
	{`SELECT 99`, "-ERR DB index is out of range\r\n"},
	{`SELECT x`, notInteger},
	{`SELECT 99999999999`, "-ERR value is out of range, value must between -2147483648 and 2147483647\r\n"},
	{`AUTH`, "-ERR wrong number of arguments for 'auth' command\r\n"},
	{`AUTH default x y`, syntaxError},
	{`AUTH x`, "-ERR AUTH <password> called without any password configured for the default user. Are you sure your configuration is correct?\r\n"},
	{`TIME x`, "-ERR wrong number of arguments for 'time' command\r\n"},
	{`INFO nosuch`, "$0\r\n\r\n"},
	{`INFO ""`, "$0\r\n\r\n"},
	{`INFO nosuch "no\x00such"`, "$0\r\n\r\n"},
	{`INFO cluster`, "$30\r\n# Cluster\r\ncluster_enabled:0\r\n\r\n"},
	{`INFO MODULES cluster nosuch Cluster`, "$43\r\n# Modules\r\n\r\n# Cluster\r\ncluster_enabled:0\r\n\r\n"},
	{`HELLO 3 | INFO nosuch`, "=4\r\ntxt:\r\n"},
	{`HELLO 3 | INFO cluster modules`, "=47\r\ntxt:# Modules\r\n\r\n# Cluster\r\ncluster_enabled:0\r\n\r\n"},
	{`SHUTDOWN nosuch`, syntaxError},
	{`SHUTDOWN ABORT`, "-ERR No shutdown in progress.\r\n"},
	{`SHUTDOWN abort Abort`, "-ERR No shutdown in progress.\r\n"},
	{`SHUTDOWN SAVE NOSAVE`, syntaxError},
	{`SHUTDOWN nosave abort`, syntaxError},
	{`SHUTDOWN NOW ABORT`, syntaxError},
	{`SHUTDOWN FORCE ABORT`, syntaxError},
	{`SHUTDOWN NOW nosuch`, syntaxError},
}
