package resp

import "strings"

// bulk reads a payload of n bytes and its end.
func (r *ReplyReader) bulk(n int) (string, error) {
	s, err := r.payload(n)
	if err != nil {
		return "", err
	}
	return s, r.bulkEnd()
}

// bulkEnd reads the end of a payload.
func (r *ReplyReader) bulkEnd() error {
	end, err := r.src.Peek(2)
	if err != nil {
		return err
	}
	if string(end) != "\r\n" {
		return &ProtocolError{"bulk string longer than its header says"}
	}
	r.src.Discard(2)
	return nil
}

// format reads the front of a verbatim string of n bytes, three that name its
// format and a colon, and returns how many bytes of text follow.
func (r *ReplyReader) format(n int) (int, error) {
	const size = len("txt:")
	if n < size {
		return 0, &ProtocolError{"verbatim string without a format"}
	}
	front, err := r.src.Peek(size)
	if err != nil {
		return 0, err
	}
	if front[size-1] != ':' {
		return 0, &ProtocolError{"verbatim string without a format"}
	}
	r.src.Discard(size)
	return n - size, nil
}

// payload reads n bytes. One that does not fit into the buffer is gathered in
// memory that doubles as its bytes arrive, until a last piece that fits.
func (r *ReplyReader) payload(n int) (string, error) {
	if n <= ReceiveBuffer {
		b, err := r.src.Peek(n)
		s := string(b)
		r.src.Discard(len(b))
		return s, err
	}
	s := new(strings.Builder)
	for s.Len() < n {
		piece, err := r.src.Peek(min(n-s.Len(), ReceiveBuffer))
		if err != nil {
			return "", err
		}
		if need := s.Len() + len(piece); need > s.Cap() {
			// Grow on s itself would make more than twice the space.
			larger := new(strings.Builder)
			larger.Grow(min(n, 2*need))
			larger.WriteString(s.String())
			s = larger
		}
		s.Write(piece)
		r.src.Discard(len(piece))
	}
	return s.String(), nil
}
