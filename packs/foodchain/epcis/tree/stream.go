package tree

import (
	"bytes"
	"errors"
	"io"
)

// Stream walks over JSON that does not fit into memory.
type Stream struct {
	r    io.Reader
	buf  []byte
	at   int // next byte in buf
	end  int // bytes in buf
	base int64
	line int
	err  error
}

// NewStream starts at byte offset of what r reads next, on that line (counted from 1).
func NewStream(r io.Reader, offset int64, line int) *Stream {
	return &Stream{r: r, buf: make([]byte, 64<<10), base: offset, line: line}
}

// Offset is the place of the next byte in the whole input.
func (s *Stream) Offset() int64 { return s.base + int64(s.at) }

// Line is the line of the next byte, counted from 1.
func (s *Stream) Line() int { return s.line }

// fill reads more and keeps what stands from index keep on, which becomes index 0.
func (s *Stream) fill(keep int) bool {
	if s.err != nil {
		return false
	}
	if keep > 0 {
		copy(s.buf, s.buf[keep:s.end])
		s.end -= keep
		s.at -= keep
		s.base += int64(keep)
	}
	if s.end == len(s.buf) {
		s.buf = append(s.buf, make([]byte, len(s.buf))...)
	}
	for range 100 {
		n, err := s.r.Read(s.buf[s.end:])
		s.end += n
		s.err = err
		if n > 0 {
			return true
		}
		if err != nil {
			return false
		}
	}
	s.err = io.ErrNoProgress
	return false
}

// Peek passes over white space and gives the character there without taking it. At the
// end of the input it gives 0 and io.EOF; another error comes from reading.
func (s *Stream) Peek() (byte, error) {
	for {
		for ; s.at < s.end; s.at++ {
			switch c := s.buf[s.at]; c {
			case '\n':
				s.line++
			case ' ', '\t', '\r':
			default:
				return c, nil
			}
		}
		if !s.fill(s.at) {
			return 0, s.err
		}
	}
}

// Mark passes over one byte-order mark.
func (s *Stream) Mark() {
	for s.end-s.at < 3 && s.fill(s.at) {
	}
	if bytes.HasPrefix(s.buf[s.at:s.end], []byte("\ufeff")) {
		s.at += 3
	}
}

// Byte takes the character that Peek has given.
func (s *Stream) Byte() { s.at++ }

// Expect takes the character c, or says that it is not there.
func (s *Stream) Expect(c byte) error {
	got, err := s.Peek()
	if err != nil {
		return s.Cut(err)
	}
	if got != c {
		return broken(s.line, "这里应当是“%c”", "%q is expected here", c)
	}
	s.at++
	return nil
}

// Cut says of an end of input that it came too early; other errors stay.
func (s *Stream) Cut(err error) error {
	if errors.Is(err, io.EOF) {
		return broken(s.line, "内容在中间断了", "the text ends in the middle")
	}
	return err
}

// Take gives the bytes of the next value and the line on which it begins. The bytes are
// good until the next call. What stands in them is not yet checked.
func (s *Stream) Take(limit int) (raw []byte, line int, err error) {
	if _, err := s.Peek(); err != nil {
		return nil, s.line, s.Cut(err)
	}
	line = s.line
	from := s.at
	err = s.pass(func() (int, bool) {
		if s.at-from > limit {
			return 0, false
		}
		keep := from
		from = 0
		return keep, true
	})
	if errors.Is(err, errStopped) || err == nil && s.at-from > limit {
		return nil, line, tooLong(line, limit)
	}
	if err != nil {
		return nil, line, err
	}
	return s.buf[from:s.at], line, nil
}

// Skip passes over the next value and keeps nothing of it.
func (s *Stream) Skip() error {
	if _, err := s.Peek(); err != nil {
		return s.Cut(err)
	}
	return s.pass(func() (int, bool) { return s.at, true })
}

var errStopped = errors.New("stopped")

// pass goes to the end of the value that begins here. When the buffer is used up, more
// says from which index its bytes are still wanted, or that it is enough.
func (s *Stream) pass(more func() (keep int, ok bool)) error {
	depth, quoted, escaped, bare := 0, false, false, false
	for {
		for ; s.at < s.end; s.at++ {
			c := s.buf[s.at]
			if c == '\n' && !bare {
				s.line++
			}
			switch {
			case escaped:
				escaped = false
			case quoted && c == '\\':
				escaped = true
			case quoted && c == '"':
				quoted = false
				if depth == 0 {
					s.at++
					return nil
				}
			case quoted:
			case bare:
				if bytes.IndexByte([]byte(" \t\r\n,]}[{:\""), c) >= 0 {
					return nil
				}
			case c == '"':
				quoted = true
			case c == '{' || c == '[':
				depth++
			case c == '}' || c == ']':
				if depth--; depth <= 0 {
					s.at++
					return nil
				}
			case depth == 0:
				bare = true
			}
		}
		keep, ok := more()
		if !ok {
			return errStopped
		}
		if !s.fill(keep) {
			if bare && errors.Is(s.err, io.EOF) {
				return nil
			}
			return s.Cut(s.err)
		}
	}
}
