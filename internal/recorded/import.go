package recorded

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"banjie/internal/access"
	"banjie/internal/casework"
	"banjie/internal/clock"
	"banjie/internal/eventlog"
	"banjie/internal/fault"
	"banjie/internal/lang"
	"banjie/internal/limit"
)

// Lookup finds a case by its number; fault.NotFound when there is none.
type Lookup interface {
	ByNumber(ctx context.Context, division, number string) (casework.Key, error)
}

// Import brings cases of one source in. It is safe for concurrent use.
type Import struct {
	Division string
	Source   string // name of the source, part of every case number
	Map      eventlog.Mapping
	Unit     string // responsible unit where the source names none
	Engine   *casework.Engine
	Writer   casework.Writer
	Cases    Lookup
}

// tries is how many ids are tried for one case before giving up.
const tries = 8

// Case brings one case in, as one unit of work. added is false when the case is there
// already; nothing is written then. Errors: fault.Invalid when a mapped attribute cannot be
// read, those of the writer.
func (im *Import) Case(ctx context.Context, t eventlog.Trace) (added bool, err error) {
	number := im.Number(t.Key)
	for try := range tries {
		if there, err := im.there(ctx, number, t); there || err != nil {
			return false, err
		}
		w, err := im.write(number, t, try)
		if err != nil {
			return false, err
		}
		if _, err = im.Writer.Write(ctx, w); !errors.Is(err, casework.ErrConflict) {
			return err == nil, err
		}
	}
	return false, fmt.Errorf("recorded: no free id for case %q of %q", t.Key, im.Source)
}

// Check says whether a case could be brought in.
func (im *Import) Check(t eventlog.Trace) error {
	_, err := im.opened(t)
	return err
}

func (im *Import) there(ctx context.Context, number string, t eventlog.Trace) (bool, error) {
	_, err := im.Cases.ByNumber(ctx, im.Division, number)
	if err == nil {
		return true, nil
	}
	if fault.KindOf(err) == fault.NotFound {
		return false, nil
	}
	return false, fmt.Errorf("recorded: look for case %q: %w", t.Key, err)
}

// maxNumber is the longest case number that repeats the name of the source's case.
const maxNumber = 64

// Number is the case number that a case of the source has here.
func (im *Import) Number(key string) string {
	n := im.Source + ":" + key
	if len(n) > maxNumber {
		sum := sha256.Sum256([]byte(n))
		n = n[:0] + "recorded:" + hex.EncodeToString(sum[:16])
	}
	return n
}

// id follows from the source and the name of the case; a further try gives another.
func (im *Import) id(key string, opened time.Time, try int) casework.ID {
	h := sha256.New()
	fmt.Fprintf(h, "banjie/recorded/v1\x00%s\x00%s\x00%d", im.Source, key, try)
	if first := time.Date(2000, 1, 1, 0, 0, 1, 0, time.UTC); opened.Before(first) {
		opened = first // the month of an id counts from 2000
	}
	const low = 1<<29 - 1
	return casework.NewID(opened)&^low | casework.ID(binary.BigEndian.Uint64(h.Sum(nil))&low)
}

// builder makes the events of one case.
type builder struct {
	p      *casework.Procedure
	c      *casework.Case
	events []casework.Event
}

// write makes the unit of work for a case: its opening, its events in the order of the
// source, and its end where the source gives one.
func (im *Import) write(number string, t eventlog.Trace, try int) (casework.Write, error) {
	p, err := im.Engine.Procedure(Name, 0)
	if err != nil {
		return casework.Write{}, err
	}
	opened, err := im.opened(t)
	if err != nil {
		return casework.Write{}, err
	}
	end, ended, err := t.Instant(im.Map.Closed)
	if err != nil {
		return casework.Write{}, err
	}
	b := &builder{p: p, c: &casework.Case{Key: casework.Key{Division: im.Division, ID: im.id(t.Key, opened, try)}}}
	if err := im.open(b, number, t, opened); err != nil {
		return casework.Write{}, err
	}
	for _, e := range t.Events {
		if err := b.add(EventRecorded, e.At, casework.Facts{From: Open, To: Open}, Line{e.Attributes}); err != nil {
			return casework.Write{}, err
		}
	}
	if ended {
		f := casework.Facts{From: Open, To: Closed, Closed: true, Result: "recorded"}
		if k, ok := b.c.Clock(Imposed); ok {
			f.Clocks = []limit.Clock{k.Stop(im.Engine.Calendar(), clock.Cut(end))}
		}
		if err := b.add(CaseClosed, end, f, nil); err != nil {
			return casework.Write{}, err
		}
	}
	keys := &casework.Keys{}
	rand.Read(keys.Facts[:])
	rand.Read(keys.Private[:])
	return casework.Write{Division: im.Division, Case: b.c, Keys: keys, Events: b.events}, nil
}

// opened is the start that the source gives, or its earliest instant where that lies before.
func (im *Import) opened(t eventlog.Trace) (time.Time, error) {
	at, ok, err := t.Instant(im.Map.Started)
	if err != nil {
		return at, err
	}
	for _, other := range []string{im.Map.Closed, im.Map.Deadline} {
		o, there, err := t.Instant(other)
		if err != nil {
			return at, err
		}
		if there && (!ok || o.Before(at)) && (other == im.Map.Closed || len(t.Events) == 0) {
			at, ok = o, true
		}
	}
	if first := t.First(); len(t.Events) > 0 && (!ok || first.Before(at)) {
		at, ok = first, true
	}
	if !ok {
		return at, fault.New(fault.Invalid, "case_without_time",
			lang.Format("办件“%s”没有任何时间，不能登记。", "Case “%s” has no instant at all and cannot be recorded.", t.Key),
			lang.T("请补上事件或开始时间后重试。", "Please add its events or its start and try again."))
	}
	return clock.Cut(at), nil
}

func (im *Import) open(b *builder, number string, t eventlog.Trace, opened time.Time) error {
	unit, handler := t.Attributes.Get(im.Map.Department), t.Attributes.Get(im.Map.Responsible)
	if unit == "" {
		unit = im.Unit
	}
	f := casework.Facts{To: Open, Unit: unit, Open: &casework.Opening{Number: number, Procedure: b.p.Name, ProcedureVersion: b.p.Version, Channel: "import", Provenance: casework.Imported}}
	if handler != "" {
		f.Handler = &handler
	}
	due, ok, err := t.Instant(im.Map.Deadline)
	if err != nil {
		return err
	}
	if ok {
		f.Clocks = []limit.Clock{im.imposed(opened, clock.Cut(due))}
	}
	return b.add(CaseRecorded, opened, f, Origin{Source: im.Source, Key: t.Key, Place: t.Place, Events: len(t.Events), Attributes: t.Attributes})
}

// imposed is a clock whose last instant in time is the deadline of the source. The first
// late instant is the next microsecond, because closing at the deadline itself is in time.
// Its length in days is only how far apart the two days lie. Nobody is warned of a limit
// that had passed when the case came in.
func (im *Import) imposed(opened, deadline time.Time) limit.Clock {
	cal := im.Engine.Calendar()
	start, last := cal.DayOf(opened), cal.DayOf(deadline)
	k := limit.Clock{Name: Imposed, Start: start, From: opened, State: limit.Running, Limit: limit.Limit{N: max(0, int(last-start)), Unit: limit.Day},
		Due: limit.Due{Day: last, At: deadline.Add(time.Microsecond), Calendar: Imposed + ":" + im.Source + "/" + im.Map.Deadline}}
	if now := im.Engine.Clock.Now(); deadline.After(now) {
		d := &casework.Decision{Engine: im.Engine, Case: &casework.Case{}, Facts: &casework.Facts{}}
		if d.PutClock(k); d.Facts.Clocks[0].Warn.After(now) {
			return d.Facts.Clocks[0]
		}
	}
	k.Warned = true
	return k
}

func (b *builder) add(kind string, at time.Time, f casework.Facts, data any) error {
	if data != nil {
		raw, err := json.Marshal(data)
		if err != nil {
			return fmt.Errorf("recorded: %s: %w", kind, err)
		}
		f.Data = raw
	}
	at = clock.Cut(at)
	effective := at
	if opened := b.c.Opened; !opened.IsZero() && effective.Before(opened) {
		effective = opened
	}
	e := casework.Event{Division: b.c.Division, Case: b.c.ID, Seq: b.c.Version + 1, Kind: kind, Schema: 1, At: at, Effective: effective,
		By: casework.By{Role: access.System, Relation: casework.Itself}, Facts: f}
	if b.c.ID == 0 {
		return fmt.Errorf("recorded: a case without an id")
	}
	e.Facts.Act = casework.ActOf(e)
	b.events = append(b.events, e)
	return b.c.Apply(b.p, e)
}
