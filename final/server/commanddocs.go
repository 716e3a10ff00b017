package server

// commandDocs answers COMMAND DOCS [command-name ...]: a map from names to what
// there is to say in words. Names that do not exist are left out.
//
// Redis has no field arity; the fields complexity and history of Redis are left out.
func commandDocs(c *conn, args [][]byte) {
	commands := c.srv.listed()
	if len(args) > 2 {
		commands = nil
		for _, cmd := range c.srv.named(args[2:]) {
			if cmd != nil {
				commands = append(commands, cmd)
			}
		}
	}
	c.documentAll(commands)
}

func (c *conn) documentAll(commands []*command) {
	c.out.Map(len(commands))
	for _, cmd := range commands {
		c.out.BulkString(cmd.name)
		c.document(cmd)
	}
}

func (c *conn) document(cmd *command) {
	arguments, subcommands := cmd.arguments(), visible(cmd.subcommands())
	fields := 4 + count(len(arguments) > 0) + count(len(subcommands) > 0)
	c.out.Map(fields)
	c.textField("summary", cmd.summary)
	c.textField("since", cmd.since)
	c.textField("group", string(cmd.group))
	c.out.BulkString("arity")
	c.out.Int(int64(cmd.arity))
	if len(arguments) > 0 {
		c.out.BulkString("arguments")
		c.documentArguments(arguments)
	}
	if len(subcommands) > 0 {
		c.out.BulkString("subcommands")
		c.documentAll(subcommands)
	}
}

func (c *conn) documentArguments(arguments []argument) {
	c.out.Array(len(arguments))
	for _, a := range arguments {
		c.documentArgument(a)
	}
}

func (c *conn) documentArgument(a argument) {
	var properties []string
	if a.optional {
		properties = append(properties, "optional")
	}
	if a.multiple {
		properties = append(properties, "multiple")
	}
	c.out.Map(2 + count(a.key >= 0) + count(a.token != "") + count(len(properties) > 0) + count(len(a.parts) > 0))
	c.textField("name", a.name)
	c.textField("type", a.kind)
	if a.key >= 0 {
		c.out.BulkString("key_spec_index")
		c.out.Int(int64(a.key))
	}
	if a.token != "" {
		c.textField("token", a.token)
	}
	if len(properties) > 0 {
		c.out.BulkString("flags")
		c.words(properties)
	}
	if len(a.parts) > 0 {
		c.out.BulkString("arguments")
		c.documentArguments(a.parts)
	}
}

// textField writes an entry of a map whose value is a text.
func (c *conn) textField(name, text string) {
	c.out.BulkString(name)
	c.out.BulkString(text)
}

// count returns 1 for an entry that is there and 0 for one that is not.
func count(there bool) int {
	if there {
		return 1
	}
	return 0
}
