package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"sync"
	"time"

	"banjie/internal/control"
	"banjie/internal/datadir"
	"banjie/internal/fault"
	"banjie/internal/lang"
)

// order is a typed command that writes to a data folder. It is carried out by this process
// when the folder is free, else by the server that owns it.
type order interface {
	// carryOut does it; what it gives is written as JSON between the two processes.
	carryOut(ctx context.Context, h *hall, tell control.Progress) (any, error)
}

// orders are all typed commands by name; each call gives an empty one to fill.
var orders = map[string]func() order{
	"admin":           func() order { return &adminOrder{} },
	"erase":           func() order { return &eraseOrder{} },
	"calendar-import": func() order { return &noticeOrder{} },
	"cards-rebuild":   func() order { return &cardsOrder{} },
	"replay":          func() order { return &replayOrder{} },
	"reseal":          func() order { return &resealOrder{} },
	"rehearse":        func() order { return &rehearseOrder{} },
	"trace":           func() order { return &traceOrder{} },
	"draw":            func() order { return &drawOrder{} },
	"list-apply":      func() order { return &listOrder{} },
}

// control opens the control socket of the folder that this server owns.
func (h *hall) control() (stop func() error, err error) {
	commands := map[string]control.Command{}
	for name, fresh := range orders {
		commands[name] = func(ctx context.Context, body json.RawMessage, tell control.Progress) (any, error) {
			o := fresh()
			if err := json.Unmarshal(body, o); err != nil {
				return nil, fmt.Errorf("command %s: %w", name, err)
			}
			return o.carryOut(ctx, h, tell)
		}
	}
	for _, p := range h.packs {
		for name := range p.Orders {
			commands[name] = func(ctx context.Context, body json.RawMessage, tell control.Progress) (any, error) {
				return (&packOrder{name, body}).carryOut(ctx, h, tell)
			}
		}
	}
	s, err := control.Listen(h.dir.Socket(), commands, h.log)
	if err != nil {
		return nil, err
	}
	return func() error {
		ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
		defer cancel()
		return s.Close(ctx)
	}, nil
}

// withFolder carries an order out on a data folder, whoever owns it, and fills into.
func withFolder(ctx context.Context, dir *datadir.Dir, name string, o order, into any, tell control.Progress, begin time.Time) error {
	err := dir.Lock()
	if errors.Is(err, datadir.ErrOwned) {
		return control.Call(ctx, dir.Socket(), name, o, into, tell)
	}
	if err != nil {
		return err
	}
	defer dir.Unlock()
	h, err := open(ctx, dir, openOptions{begin: begin, log: errorsOnly()})
	if err != nil {
		return err
	}
	result, err := o.carryOut(ctx, h, tell)
	if err == nil {
		err = h.publish(ctx)
	}
	if err = errors.Join(err, h.Close()); err != nil {
		return err
	}
	raw, err := json.Marshal(result)
	if err != nil {
		return err
	}
	return json.Unmarshal(raw, into)
}

// errorsOnly is the log of a command at the terminal: what matters is in its answer.
func errorsOnly() *slog.Logger {
	return slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: slog.LevelError}))
}

// openFolder opens the folder named by --data or BANJIE_DATA.
func openFolder(flag string) (*datadir.Dir, error) {
	path, err := dataFolder(flag)
	if err != nil {
		return nil, err
	}
	return datadir.Open(path)
}

// bar shows on standard error that something goes on: on a terminal a bar that is drawn again
// every second, elsewhere a line every quarter of a minute.
type bar struct {
	w        io.Writer
	what     lang.Text
	terminal bool
	drawn    bool
	mu       sync.Mutex
	done     int64
	total    int64 // 0: how much there is is not known yet
	stop     chan struct{}
	stopped  chan struct{}
}

func newBar(what lang.Text) *bar {
	b := &bar{w: os.Stderr, what: what, terminal: isTerminal(os.Stderr), stop: make(chan struct{}), stopped: make(chan struct{})}
	every := 15 * time.Second
	if b.terminal {
		every = time.Second
	}
	go b.run(every)
	return b
}

func isTerminal(f *os.File) bool {
	info, err := f.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}

func (b *bar) run(every time.Duration) {
	defer close(b.stopped)
	tick := time.NewTicker(every)
	defer tick.Stop()
	for {
		select {
		case <-b.stop:
			return
		case <-tick.C:
			b.draw()
		}
	}
}

func (b *bar) tell(done, total int64) {
	b.mu.Lock()
	b.done, b.total = done, total
	b.mu.Unlock()
}

func (b *bar) draw() {
	b.mu.Lock()
	done, total := b.done, b.total
	b.mu.Unlock()
	b.drawn = true
	text := b.what.In(tongue())
	switch {
	case total <= 0:
		text += "…"
	case b.terminal:
		const full = "=============================="
		text += fmt.Sprintf(" [%-*s] %3d%%", len(full), full[:min(done, total)*int64(len(full))/total], min(done, total)*100/total)
	default:
		text += fmt.Sprintf(" %d%%", min(done, total)*100/total)
	}
	if b.terminal {
		fmt.Fprintf(b.w, "\r%s ", text)
	} else {
		fmt.Fprintln(b.w, text)
	}
}

// end takes the bar away.
func (b *bar) end() {
	close(b.stop)
	<-b.stopped
	if b.terminal && b.drawn {
		fmt.Fprintf(b.w, "\r%70s\r", "")
	}
}

// tongue is the language of the terminal.
func tongue() lang.Tag {
	if l := os.Getenv("LANG"); len(l) > 1 && l[:2] == "zh" {
		return lang.ZH
	}
	return lang.EN
}

// notHere refuses what a kind of folder does not allow.
func notHere(code string, message, remedy lang.Text) error {
	return fault.New(fault.Forbidden, code, message, remedy)
}
