package resp

// SetProtocol chooses the protocol of the replies written from here on: 2 for
// RESP2, with which a Writer begins, or 3 for RESP3. Any other version counts as
// 2. Reset keeps the choice, so a server that lends a Writer to one connection
// after another sets it to 2 in between.
func (w *Writer) SetProtocol(version int) { w.resp3 = version == 3 }

// Protocol returns the version that replies are written in, 2 or 3.
func (w *Writer) Protocol() int {
	if w.resp3 {
		return 3
	}
	return 2
}

// Null writes the value that does not exist, such as GET of a missing key: the
// null bulk string in RESP2.
func (w *Writer) Null() {
	if w.resp3 {
		w.text("_\r\n")
	} else {
		w.text("$-1\r\n")
	}
}

// Map begins a map of n entries: the next 2n replies are a key and its value in
// turn. In RESP2 it is an array of 2n elements.
func (w *Writer) Map(n int) { w.aggregate('%', n, 2*n) }

// Set begins a set of n elements, which the caller keeps distinct. In RESP2 it is
// an array.
func (w *Writer) Set(n int) { w.aggregate('~', n, n) }

// Push begins a message that answers no command, of n elements. In RESP2 it is an
// array, which a client tells from a reply by being in subscriber mode.
func (w *Writer) Push(n int) { w.aggregate('>', n, n) }

// Verbatim writes a text meant for people, such as INFO's. In RESP3 ext names its
// format, txt for plain text, and is cut or padded with spaces to three bytes;
// in RESP2 the text is a bulk string and ext is not sent.
func (w *Writer) Verbatim(ext string, s string) {
	if !w.resp3 {
		w.BulkString(s)
		return
	}
	w.header('=', int64(len("txt:")+len(s)))
	w.text((ext + "   ")[:len("txt")])
	w.text(":")
	w.text(s)
	w.text("\r\n")
}

// aggregate writes "<kind><n>\r\n" in RESP3, and in RESP2 the header of an array.
func (w *Writer) aggregate(kind byte, n, elements int) {
	if w.resp3 {
		w.header(kind, int64(n))
	} else {
		w.header('*', int64(elements))
	}
}
