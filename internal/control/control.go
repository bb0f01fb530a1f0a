// Package control is the control socket: how a command at the terminal reaches the server
// that owns a data folder.
//
//	banjie erase … ─▶ lock free? ─yes─▶ does it itself
//	                     │
//	                     no ─▶ POST /NAME on the socket ─▶ server does the same typed command
//	                              ◀─ lines of JSON: progress … result │ fault
//
// The socket lies in the data folder and only its owner may use it (mode 0600): whoever can
// read the folder's keys can do everything already, so no further sign-in is asked for.
// The package knows no command by name; it carries their JSON and gives faults back with
// both faces.
package control

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"banjie/internal/fault"
	"banjie/internal/lang"
)

// Progress is told how far a command is.
type Progress func(done, total int64)

// Command does what a request asks for; its result is sent back as JSON.
type Command func(ctx context.Context, body json.RawMessage, tell Progress) (any, error)

// Limits of a request and of one line of an answer.
const (
	maxRequest = 16 << 20
	maxAnswer  = 64 << 20
)

// line is one line of an answer.
type line struct {
	Progress *[2]int64       `json:"progress,omitempty"`
	Result   json.RawMessage `json:"result,omitempty"`
	Fault    *told           `json:"fault,omitempty"`
}

// told is a fault on the wire.
type told struct {
	Kind    fault.Kind    `json:"kind"`
	Code    string        `json:"code,omitempty"`
	Message lang.Text     `json:"message"`
	Remedy  lang.Text     `json:"remedy"`
	Fields  []fault.Field `json:"fields,omitempty"`
	Basis   []string      `json:"basis,omitempty"`
	Cause   string        `json:"cause,omitempty"`
}

// Server answers on a socket until Close.
type Server struct {
	http *http.Server
	path string
	done chan struct{}
}

// Listen begins to answer commands on the socket at path. The caller owns the folder, so a
// socket that is there already is left over and removed.
func Listen(path string, commands map[string]Command, log *slog.Logger) (*Server, error) {
	if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("control: %w", err)
	}
	short, release, err := reachable(path)
	if err != nil {
		return nil, err
	}
	defer release()
	ln, err := net.Listen("unix", short)
	if err != nil {
		return nil, fmt.Errorf("control: %w", err)
	}
	ln.(*net.UnixListener).SetUnlinkOnClose(false) // the short name is gone by then; Close removes the file
	if err := os.Chmod(path, 0o600); err != nil {
		return nil, errors.Join(err, ln.Close())
	}
	mux := http.NewServeMux()
	for name, do := range commands {
		mux.Handle("POST /"+name, answer(do, log))
	}
	s := &Server{path: path, done: make(chan struct{}), http: &http.Server{Handler: mux, ReadHeaderTimeout: 10 * time.Second, ErrorLog: slog.NewLogLogger(log.Handler(), slog.LevelWarn)}}
	go func() {
		defer close(s.done)
		if err := s.http.Serve(ln); !errors.Is(err, http.ErrServerClosed) {
			log.Error("control socket", "error", err)
		}
	}()
	return s, nil
}

// Close waits for running commands for as long as ctx allows and removes the socket.
func (s *Server) Close(ctx context.Context) error {
	err := s.http.Shutdown(ctx)
	if err != nil {
		err = errors.Join(err, s.http.Close())
	}
	<-s.done
	return errors.Join(err, os.Remove(s.path))
}

func answer(do Command, log *slog.Logger) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		out := json.NewEncoder(w)
		flush := http.NewResponseController(w)
		var mu sync.Mutex
		send := func(l line) {
			mu.Lock()
			defer mu.Unlock()
			if err := errors.Join(out.Encode(l), flush.Flush()); err != nil {
				log.Warn("control socket: the caller went away", "error", err)
			}
		}
		body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxRequest))
		var result any
		if err == nil {
			result, err = do(r.Context(), body, func(done, total int64) { send(line{Progress: &[2]int64{done, total}}) })
		}
		var raw json.RawMessage
		if err == nil {
			raw, err = json.Marshal(result)
		}
		if err != nil {
			send(line{Fault: tell(err)})
			return
		}
		send(line{Result: raw})
	}
}

// tell writes an error for the wire. The caller is the owner of the folder, so the cause goes too.
func tell(err error) *told {
	f := fault.For(err)
	t := &told{Kind: f.Kind, Code: f.Code, Message: f.Message, Remedy: f.Remedy, Fields: f.Fields, Basis: f.Basis}
	if cause := errors.Unwrap(f); cause != nil {
		t.Cause = cause.Error()
	}
	return t
}

func (t *told) fault() error {
	f := fault.New(t.Kind, t.Code, t.Message, t.Remedy)
	f.Fields, f.Basis = t.Fields, t.Basis
	if t.Cause != "" {
		f.With(errors.New(t.Cause))
	}
	return f
}

// ErrNobody is the cause where nobody answers on the socket.
var ErrNobody = errors.New("control: nobody answers on the socket")

// Call sends a command to the server behind the socket at path and reads its result into
// into. tell may be nil. Errors: the fault the server gave; one with cause [ErrNobody] where
// no server answers.
func Call(ctx context.Context, path, name string, body, into any, tell Progress) error {
	raw, err := json.Marshal(body)
	if err != nil {
		return err
	}
	client := &http.Client{Transport: &http.Transport{DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) {
		short, release, err := reachable(path)
		if err != nil {
			return nil, err
		}
		defer release()
		return (&net.Dialer{}).DialContext(ctx, "unix", short)
	}}}
	defer client.CloseIdleConnections()
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, "http://banjie/"+name, bytes.NewReader(raw))
	if err != nil {
		return err
	}
	resp, err := client.Do(req)
	if err != nil {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		return fault.New(fault.Unavailable, "no_server",
			lang.T("数据文件夹正被占用，但没有服务在听指令。", "The data folder is in use, but no server listens for commands there."),
			lang.T("可能另一个命令正在运行；请等它结束再试。", "Another command may be running; please try again when it has ended.")).With(errors.Join(ErrNobody, err))
	}
	defer resp.Body.Close()
	if resp.StatusCode == http.StatusNotFound {
		return fault.New(fault.Unavailable, "other_version",
			lang.Format("正在运行的服务不认识“%s”这个指令。", "The running server does not know the command “%s”.", name),
			lang.T("服务与命令的版本不同；请先重启服务。", "Server and command are of different versions; please restart the server first."))
	}
	return read(resp.Body, into, tell)
}

func read(r io.Reader, into any, tell Progress) error {
	lines := bufio.NewScanner(r)
	lines.Buffer(make([]byte, 64<<10), maxAnswer)
	for lines.Scan() {
		var l line
		if err := json.Unmarshal(lines.Bytes(), &l); err != nil {
			return fmt.Errorf("control: answer: %w", err)
		}
		switch {
		case l.Fault != nil:
			return l.Fault.fault()
		case l.Progress != nil:
			if tell != nil {
				tell(l.Progress[0], l.Progress[1])
			}
		default:
			if into == nil {
				return nil
			}
			return json.Unmarshal(l.Result, into)
		}
	}
	return fault.New(fault.Unavailable, "no_answer",
		lang.T("服务在答复之前断开了，不能确定指令有没有执行。", "The server went away before it answered; it is not certain whether the command was carried out."),
		lang.T("请查看结果后再决定是否重做。", "Please look at the result before doing it again.")).With(lines.Err())
}

// reachable gives a name of the socket that is short enough for the system (about 100
// bytes): through an open handle of its folder where the path itself is too long.
func reachable(path string) (short string, release func(), err error) {
	const longest = 100
	if len(path) <= longest {
		return path, func() {}, nil
	}
	dir, err := os.Open(filepath.Dir(path))
	if err != nil {
		return "", nil, fmt.Errorf("control: %w", err)
	}
	short = fmt.Sprintf("/proc/self/fd/%d/%s", dir.Fd(), strings.TrimPrefix(filepath.Base(path), "/"))
	return short, func() { dir.Close() }, nil
}
