package eventlog

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"errors"
	"io"
	"io/fs"
	"os"

	"banjie/internal/fault"
	"banjie/internal/lang"
)

// ReadFile reads a log from a file; see [Read]. done is told how many bytes of the file
// have been read, for a progress bar; it may be nil.
func ReadFile(path string, names Names, done func(read, size int64), yield func(Trace) error) (Header, error) {
	f, err := os.Open(path)
	if err != nil {
		return Header{}, cannotOpen(path, err)
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return Header{}, cannotOpen(path, err)
	}
	if info.IsDir() {
		return Header{}, cannotOpen(path, errors.New("it is a folder"))
	}
	var r io.Reader = f
	if done != nil {
		r = &counting{r: f, size: info.Size(), done: done}
	}
	return Read(r, names, yield)
}

func cannotOpen(path string, err error) error {
	kind := fault.Unavailable
	if errors.Is(err, fs.ErrNotExist) {
		kind = fault.NotFound
	}
	return fault.New(kind, "no_event_log", lang.Format("打不开事件日志 %s。", "The event log %s cannot be opened.", path),
		lang.T("请检查文件名和读取权限。", "Please check its name and permissions.")).With(err)
}

type counting struct {
	r          io.Reader
	read, size int64
	done       func(read, size int64)
}

func (c *counting) Read(p []byte) (int, error) {
	n, err := c.r.Read(p)
	c.read += int64(n)
	c.done(c.read, c.size)
	return n, err
}

// Read reads a log in XES, CSV or JSON (a list of requests), plain or gzip, and yields its cases. A XES log is read
// case by case in constant memory; a table is read whole, because its cases may be mixed.
// Errors: fault.Invalid with the line, fault.TooLarge, and what yield returns.
func Read(r io.Reader, names Names, yield func(Trace) error) (Header, error) {
	b, err := unpacked(r)
	if err != nil {
		return Header{}, err
	}
	first, err := firstByte(b)
	if errors.Is(err, io.EOF) {
		return Header{}, bad(1, "文件是空的", "the file is empty")
	}
	if err != nil {
		return Header{}, broken(err)
	}
	seen := &once{keys: map[string]int{}, yield: yield}
	switch first {
	case '<':
		return readXES(b, seen)
	case '[':
		return readObjects(&budget{r: b, piece: maxToken}, names, seen)
	}
	return readCSV(b, names, seen)
}

// unpacked is the text of a log, plain or gzip, without a byte order mark.
func unpacked(r io.Reader) (*bufio.Reader, error) {
	b := bufio.NewReaderSize(r, 64<<10)
	if magic, err := b.Peek(2); err == nil && bytes.Equal(magic, []byte{0x1f, 0x8b}) {
		z, err := gzip.NewReader(b)
		if err != nil {
			return nil, broken(err)
		}
		b = bufio.NewReaderSize(z, 64<<10)
	}
	if bom, err := b.Peek(3); err == nil && bytes.Equal(bom, []byte{0xef, 0xbb, 0xbf}) {
		b.Discard(3)
	}
	return b, nil
}

// firstByte looks at the first byte that is no space.
func firstByte(b *bufio.Reader) (byte, error) {
	for n := 1; n <= b.Size(); n++ {
		p, err := b.Peek(n)
		if err != nil {
			return 0, err
		}
		if c := p[n-1]; c != ' ' && c != '\t' && c != '\r' && c != '\n' {
			return c, nil
		}
	}
	return ' ', nil
}

// once refuses a case name that comes twice.
type once struct {
	keys  map[string]int
	yield func(Trace) error
}

func (s *once) give(line int, t Trace) error {
	if first, twice := s.keys[t.Key]; twice {
		return bad(line, "办件“%[1]s”出现两次：第 %[2]d 件和第 %[3]d 件", "the case “%[1]s” comes twice, as number %[2]d and as number %[3]d", t.Key, first, t.Place)
	}
	s.keys[t.Key] = t.Place
	return s.yield(t)
}

// broken says that the file ends too early or is not what its first bytes say.
func broken(err error) error {
	if _, told := fault.As(err); told {
		return err
	}
	return fault.New(fault.Invalid, "bad_event_log",
		lang.T("事件日志文件不完整或已损坏。", "The event log is cut off or damaged."),
		lang.T("请重新取得完整的文件再试；没有导入任何内容。", "Please fetch the complete file and try again; nothing was imported.")).With(err)
}

// budget ends a read when one piece of the file is too large, or the whole.
type budget struct {
	r     io.Reader
	piece int64
	total int64
}

var errTooLarge = errors.New("eventlog: too large")

func (b *budget) Read(p []byte) (int, error) {
	n, err := b.r.Read(p)
	b.piece -= int64(n)
	b.total += int64(n)
	if b.piece < 0 || b.total > maxBytes {
		return 0, errTooLarge
	}
	return n, err
}

func tooLarge(line int) error {
	return fault.New(fault.TooLarge, "event_log_too_large",
		lang.Format("事件日志第 %d 行附近的一项内容过大。", "Something near line %d of the event log is too large.", line),
		lang.Format("单个值不超过 %d MB，请检查文件。", "A single value may have %d MB; please check the file.", MaxValue>>20))
}
