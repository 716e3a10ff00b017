package resp

// AppendCommand appends a command, an array of bulk strings, to dst and returns
// the extended slice. It is the client's half of [Reader]: args are the name of
// the command and its arguments, of any bytes, and need no quoting.
func AppendCommand[T string | []byte](dst []byte, args ...T) []byte {
	dst = appendHeader(dst, '*', int64(len(args)))
	for _, arg := range args {
		dst = appendHeader(dst, '$', int64(len(arg)))
		dst = append(dst, arg...)
		dst = append(dst, "\r\n"...)
	}
	return dst
}
