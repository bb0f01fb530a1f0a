package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"banjie/internal/casework"
	"banjie/internal/control"
	"banjie/internal/draw"
	"banjie/internal/fault"
	"banjie/internal/lang"
)

// drawOrder is one step of a draw. It is carried out by this process alone, on the file, or on
// a data folder too, which records the step and gives the receipt.
type drawOrder struct {
	Step    string     `json:"step"` // announce, reveal, run, replace
	File    *draw.File `json:"file"`
	Party   string     `json:"party,omitempty"`
	Value   draw.Hash  `json:"value,omitzero"`
	Sources []string   `json:"sources,omitempty"`
	Spare   string     `json:"spare,omitempty"`
	ID      draw.Hash  `json:"id,omitzero"`
	Reason  string     `json:"reason,omitempty"`
}

// take does the step on the file at an instant. It gives the kind and hash of the act, and
// where in the file its receipt belongs.
func (o *drawOrder) take(now time.Time) (kind string, about draw.Hash, receipt *string, err error) {
	f := o.File
	switch o.Step {
	case "announce":
		return draw.Announced, f.Hash, &f.Receipt, f.Ahead(now)
	case "reveal":
		if err := f.Reveal(o.Party, o.Value, now); err != nil {
			return "", about, nil, err
		}
		last := &f.Reveals[len(f.Reveals)-1]
		return draw.Revealed, last.Hash(f.Hash), &last.Receipt, nil
	case "run":
		if err := f.Run(o.Sources, o.Spare, now); err != nil {
			return "", about, nil, err
		}
		return draw.Done, *f.ResultHash, &f.ResultRcpt, nil
	case "replace":
		if err := f.Replace(o.ID, o.Reason, now); err != nil {
			return "", about, nil, err
		}
		last := &f.Replaced[len(f.Replaced)-1]
		return draw.Replaced, last.Hash(*f.ResultHash), &last.Receipt, nil
	}
	return "", about, nil, fmt.Errorf("draw: no step %q", o.Step)
}

// carryOut takes the step and records it. However many processes take it at once, its name is
// unique in the database: one records it, the others find it or are refused.
func (o *drawOrder) carryOut(ctx context.Context, h *hall, _ control.Progress) (any, error) {
	kind, about, receipt, err := o.take(h.clock.Now())
	if err != nil {
		return nil, err
	}
	a, err := draw.ParseAnnouncement(o.File.Announcement)
	if err != nil {
		return nil, err
	}
	before, err := h.recordedDraw(ctx, a, kind, about)
	if err != nil {
		return nil, err
	}
	if before == nil {
		facts := draw.Facts{Draw: a.Name, Hash: about}
		if kind == draw.Announced {
			facts = a.Facts()
		}
		name := a.Name // announced once and drawn once; the rest may come more than once
		if kind != draw.Announced && kind != draw.Done {
			name += " " + about.String()
		}
		out, err := h.engine.RecordOnce(ctx, h.system(), kind, name, facts, draw.Face(a.Name, about))
		if err == nil && out.Repeated { // another node was faster: the same step, or a refusal
			before, err = h.recordedDraw(ctx, a, kind, about)
		} else if err == nil {
			before = &out.Events[0]
		}
		if err != nil {
			return nil, err
		}
	}
	r, err := h.cases.Receipt(ctx, *before, h.sign)
	if err != nil {
		return nil, err
	}
	*receipt = r.Text()
	return o.File, nil
}

// recordedDraw gives the act if the ledger has it already, so that a step that was cut short can
// be repeated. It refuses a second announcement or result under one name, and a step of a draw
// that the ledger does not know.
func (h *hall) recordedDraw(ctx context.Context, a draw.Announcement, kind string, about draw.Hash) (same *casework.Event, err error) {
	known, other := kind == draw.Announced, false
	look := func(of string) error {
		return h.cases.ActsOf(ctx, h.division, of, func(e casework.Event) error {
			var was draw.Facts
			if err := json.Unmarshal(e.Facts.Data, &was); err != nil || was.Draw != a.Name {
				return err
			}
			known = known || was.Hash == a.Hash()
			if of == kind && was.Hash == about {
				same = &e
			}
			other = other || of == kind && was.Hash != about && (kind == draw.Announced || kind == draw.Done)
			return nil
		})
	}
	err = look(draw.Announced)
	if kind != draw.Announced {
		err = errors.Join(err, look(kind))
	}
	switch {
	case err != nil:
		return nil, err
	case other:
		return nil, fault.New(fault.Conflict, "drawn_once",
			lang.Format("账本上已经有“%s”这次抽取，内容不同。同一次抽取只公告一次、只抽一次。", "The ledger has a draw “%s” already, with other content. A draw is announced once and drawn once.", a.Name),
			lang.T("请用原来的文件；确实是另一次抽取的，另起一个名称。", "Use the original file; where it is another draw, give it a name of its own."))
	case !known:
		return nil, fault.New(fault.Unlawful, "draw_not_announced",
			lang.Format("账本上没有“%s”的公告。", "The ledger holds no announcement of “%s”.", a.Name),
			lang.T("没有事先在账本上公告的，不能记入账本。请核对数据文件夹。", "What was not announced on the ledger beforehand cannot be recorded. Check which data folder is meant."))
	}
	return same, nil
}
