package chain

import (
	"bytes"
	"context"
	"errors"
	"time"

	"banjie/internal/access"
	"banjie/internal/casework"
	"banjie/internal/fault"
	"banjie/internal/lang"
	"banjie/packs/foodchain/capture"
)

// Done is what became of a step. Where Ask is not empty nothing was recorded yet.
type Done struct {
	Entry    string
	Lot      string // key of the lot that came into being
	Findings []Finding
	Ask      []Finding
	Repeated bool
}

// May says whether the actor may record for a business, and through which channel it counts: page,
// agent (under a mandate), paper (staff). Errors: those of [access.Check].
func (d *Desk) May(by access.Actor, b Business) (channel string, err error) {
	if err := access.Check(by, d.Record, access.Target{Division: d.Division, Party: b.Party, Unit: b.Town}); err != nil {
		return "", err
	}
	switch {
	case by.IsStaff():
		return "paper", nil
	case by.Mandate != "" || by.For != "":
		return "agent", nil
	}
	return "page", nil
}

// Take records a step, and in the same act the photographs of the papers that it was written from.
// channel "" is that of the actor, see [Desk.May]. Errors: fault.Invalid with
// the fields, fault.Conflict for an entry whose number was used for something else.
func (d *Desk) Take(ctx context.Context, by access.Actor, s Step, channel string, papers ...casework.File) (Done, error) {
	request, now := s.Hash(), d.Clock.Now()
	b, err := d.Store.Business(ctx, d.Division, s.Business)
	if err != nil {
		return Done{}, err
	}
	own, err := d.May(by, b)
	if err != nil {
		return Done{}, err
	}
	if channel == "" {
		channel = own
	}
	s, err = s.Check(now)
	if err != nil {
		return Done{}, err
	}
	for range 2 {
		if done, there, err := d.taken(ctx, s.Entry, b.ID, request); there || err != nil {
			return done, err
		}
		done, err := d.take(ctx, by, b, s, channel, request, papers)
		if !errors.Is(err, casework.ErrConflict) {
			return done, err
		} // the same entry came in twice at one moment
	}
	return Done{}, busy()
}

// busy is the answer where others were faster every time.
func busy() *fault.Fault {
	return fault.New(fault.Unavailable, "busy", lang.T("现在办理的人多，没有记上。", "Others were faster; nothing was recorded."), lang.T("请再按一次；您填写的内容还在。", "Please press again; what you typed is kept."))
}

// Try says what a step would be asked about, and whether it was recorded before. It records nothing.
func (d *Desk) Try(ctx context.Context, by access.Actor, s Step) (ask []Finding, there bool, err error) {
	request := s.Hash()
	b, err := d.Store.Business(ctx, d.Division, s.Business)
	if err != nil {
		return nil, false, err
	}
	if _, err := d.May(by, b); err != nil {
		return nil, false, err
	}
	if s, err = s.Check(d.Clock.Now()); err != nil {
		return nil, false, err
	}
	if _, there, err := d.taken(ctx, s.Entry, b.ID, request); there || err != nil {
		return nil, there, err
	}
	with, err := d.setting(ctx, b, &s)
	if err != nil {
		return nil, false, err
	}
	with.day = d.Calendar().DayOf(s.At)
	found, err := d.findings(ctx, s, with)
	return Loud(found), false, err
}

// taken answers for an entry that is there.
func (d *Desk) taken(ctx context.Context, entry, business, request string) (Done, bool, error) {
	e, err := d.Store.Entry(ctx, d.Division, entry)
	if fault.KindOf(err) == fault.NotFound {
		return Done{}, false, nil
	}
	if err != nil {
		return Done{}, false, err
	}
	if e.Request != request || e.Business != business {
		return Done{}, true, fault.New(fault.Invalid, "entry_used", lang.T("这个记录编号已经用过，内容不一样。", "This number was used for another entry."),
			lang.T("请重新打开页面再记一次；先前的记录没有改动。", "Please open the page again and record it anew; the earlier entry was not changed."))
	}
	done := Done{Entry: e.ID, Lot: e.Lot, Repeated: true}
	for _, c := range e.Findings {
		done.Findings = append(done.Findings, finding(c))
	}
	return done, true, nil
}

func (d *Desk) take(ctx context.Context, by access.Actor, b Business, s Step, channel, request string, papers []casework.File) (Done, error) {
	now, cal := d.Clock.Now(), d.Calendar()
	with, err := d.setting(ctx, b, &s)
	if err != nil {
		return Done{}, err
	}
	if s.At.After(now.Add(time.Minute)) {
		s.At = now.UTC().Truncate(time.Second)
		with.findings = append(with.findings, finding(ClockAhead))
	}
	with.channel, with.request, with.zone, with.day = channel, request, cal.Zone(), cal.DayOf(s.At)
	found, err := d.findings(ctx, s, with)
	if err != nil {
		return Done{}, err
	}
	with.findings = append(with.findings, found...)
	done := Done{Entry: s.Entry, Findings: with.findings}
	if ask := Loud(with.findings); len(ask) > 0 && !s.Late && !explains(s.Reason, ask) {
		done.Ask = ask
		return done, nil
	}
	doc, err := s.document(with)
	if err != nil {
		return Done{}, err
	}
	if _, err := d.Office.Take(ctx, by, bytes.NewReader(doc), capture.Order{Channel: channel, For: b.ID, Most: 1, Papers: papers}, func(_, _ int64) {}); err != nil {
		return Done{}, err
	}
	if act, _ := s.Kind.Act(); act.New {
		if done.Lot, err = LotKey(with.product.GTIN, s.newLot(with.day)); err != nil {
			return done, err
		}
	}
	return done, nil
}

// setting looks up what the step names in the register.
func (d *Desk) setting(ctx context.Context, b Business, s *Step) (with setting, err error) {
	act, _ := s.Kind.Act()
	bad := fault.InvalidInput()
	places, err := d.Store.Places(ctx, d.Division, b.ID)
	if err != nil {
		return with, err
	}
	if s.Place == "" {
		s.Place = b.GLN
	}
	for _, p := range places {
		if p.GLN == s.Place && p.Ext == "" {
			with.place = p
		}
		if p.GLN == s.Place && p.Ext != "" && p.Ext == s.Plot {
			with.plot = &p
		}
	}
	if with.place.GLN == "" {
		bad.At("place", lang.T("没有这个地点，请重新选择。", "There is no such place; please choose again."))
	}
	if s.Plot != "" && with.plot == nil {
		bad.At("plot", lang.T("没有这块地，请重新选择。", "There is no such plot; please choose again."))
	}
	if act.New {
		with.product, err = d.Store.Product(ctx, d.Division, s.Product)
		if fault.KindOf(err) == fault.NotFound || err == nil && with.product.Business != b.ID {
			bad.At("product", lang.T("没有这个品种，请重新选择。", "There is no such product; please choose again."))
		} else if err != nil {
			return with, err
		} else if at := with.product.Retired; !at.IsZero() && !s.At.Before(at) {
			bad.At("product", lang.T("这个品种已经停用。还在做的话，请先在“产品”里恢复。", "This product was retired. If it is still made, please put it back first, under products."))
		}
		if s.Unit == "" {
			s.Unit = with.product.Unit
		}
	}
	if s.Partner != "" {
		with.partner, err = d.Store.Business(ctx, d.Division, s.Partner)
		if fault.KindOf(err) == fault.NotFound || err == nil && with.partner.ID == b.ID {
			bad.At("partner", lang.T("没有这个对方，请重新选择。", "There is no such business; please choose again."))
		} else if err != nil {
			return with, err
		}
	}
	return with, bad.Or()
}
