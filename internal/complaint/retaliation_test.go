package complaint_test

import (
	"testing"
	"time"

	"banjie/internal/casework"
	"banjie/internal/complaint"
	"banjie/internal/complaint/alarm"
	"banjie/internal/fault"
	"banjie/internal/limit"
)

func (b *bed) byID(id casework.ID) *casework.Case {
	b.Helper()
	return b.load(&casework.Case{Key: casework.Key{Division: division, ID: id}})
}

// The button works in every state, ended ones included: an alarm with one office hour opens, a
// person answers, what was done is entered, and nobody but the code can press it.
func TestRetaliationButtonWorksInEveryState(t *testing.T) {
	ways := map[string]func(b *bed, r *reporter, id casework.ID){"registered": func(*bed, *reporter, casework.ID) {}, "working": func(b *bed, _ *reporter, id casework.ID) { b.toUnit(id) }}
	for name, end := range ends {
		ways["ended: "+name] = end
	}
	for name, way := range ways {
		t.Run(name, func(t *testing.T) {
			b := newBed(t)
			r, c := b.file(0)
			way(b, r, r.id)
			if _, err := b.do(r.Actor, r.id, "report_retaliation", &complaint.Statement{Value: "yes"}); err == nil || fault.For(err).Code != "not_signed" {
				t.Errorf("unsigned: %v", err)
			}
			if _, err := b.do(officer, r.id, "answer_retaliation", nil, "在"); err == nil || fault.For(err).Code != "no_alarm" {
				t.Errorf("answered nothing: %v", err)
			}
			before := b.byID(r.id).State
			c = b.must(r.Actor, r.id, "report_retaliation", r.says(c, "report_retaliation", "yes"))
			f := complaint.FileOf(c)
			if c.State != before || len(f.Alarms) != 1 || f.Waits() == nil {
				t.Fatalf("%s %+v", c.State, f.Alarms)
			}
			a := b.byID(f.Waits().Case)
			k, ok := a.Clock(alarm.Answering)
			if !ok || a.State != alarm.Raised || !a.Sealed || a.Unit != "centre" || k.Limit != (limit.Limit{N: 1, Unit: limit.OfficeHour}) || k.Due.At.IsZero() {
				t.Fatalf("%+v %+v", a, k)
			}
			c = b.must(r.Actor, r.id, "report_retaliation", r.says(c, "report_retaliation", "yes")) // again, before anybody answered
			if f := complaint.FileOf(c); len(f.Alarms) != 1 || f.Alarms[0].Times != 2 {
				t.Errorf("a second alarm beside one that waits: %+v", f.Alarms)
			}
			for _, who := range []string{"roads", "stranger"} {
				actor := roads
				if who == "stranger" {
					actor = stranger
				}
				if _, err := b.do(actor, r.id, "answer_retaliation", nil, "在"); err == nil {
					t.Errorf("%s answered", who)
				}
			}
			if _, err := b.do(officer, r.id, "settle_retaliation", &complaint.SettleInput{Steps: []string{"plan"}}, "…"); err == nil {
				t.Error("settled before anybody answered")
			}
			b.must(officer, r.id, "answer_retaliation", nil, "我们看到了，现在就处理。")
			if a = b.byID(a.ID); a.State != alarm.Acknowledged {
				t.Errorf("the alarm is %s", a.State)
			}
			if _, err := b.do(officer, r.id, "settle_retaliation", &complaint.SettleInput{Steps: []string{"a list of names"}}, "…"); err == nil {
				t.Error("a step that is on no list")
			}
			b.must(officer, r.id, "settle_retaliation", &complaint.SettleInput{Steps: []string{"unit_called"}}, "已约谈单位负责人。")
			if a = b.byID(a.ID); a.State != alarm.Settled || a.IsOpen() {
				t.Errorf("the alarm is %s", a.State)
			}
			c = b.must(r.Actor, r.id, "report_retaliation", r.says(c, "report_retaliation", "yes"))
			if f := complaint.FileOf(c); len(f.Alarms) != 2 {
				t.Errorf("after the first was settled a new one opens: %+v", f.Alarms)
			}
		})
	}
}

// The hour is counted in office hours: an alarm of a Friday evening is due on Monday morning, and
// who lets it pass is told of at the level above, once.
func TestRetaliationAlarmIsDueWithinOneOfficeHour(t *testing.T) {
	b := newBed(t)
	r, c := b.file(0)
	for _, x := range []struct{ pressed, due string }{
		{"2026-03-03T01:00:00Z", "2026-03-03T02:00:00Z"}, // Tuesday 9:00
		{"2026-03-03T03:30:00Z", "2026-03-03T06:00:00Z"}, // 11:30: half an hour, then from 13:30
		{"2026-03-06T12:00:00Z", "2026-03-09T01:30:00Z"}, // Friday 20:00: Monday 9:30
	} {
		pressed, _ := time.Parse(time.RFC3339, x.pressed)
		b.clock.Advance(pressed.Sub(b.clock.Now()))
		c = b.must(r.Actor, r.id, "report_retaliation", r.says(c, "report_retaliation", "yes"))
		a := b.byID(complaint.FileOf(c).Waits().Case)
		k, _ := a.Clock(alarm.Answering)
		if got := k.Due.At.UTC().Format(time.RFC3339); got != x.due {
			t.Errorf("pressed %s: due %s, wanted %s", x.pressed, got, x.due)
		}
		if x.due == "2026-03-09T01:30:00Z" {
			b.pass(2)
			if k, _ := b.byID(a.ID).Clock(alarm.Answering); k.State != limit.Late {
				t.Errorf("nobody answered, the clock is %s", k.State)
			}
		}
		b.must(officer, r.id, "answer_retaliation", nil, "在处理。")
		c = b.must(officer, r.id, "settle_retaliation", &complaint.SettleInput{Steps: []string{"plan"}}, "已商定。")
	}
}

// Whoever has never complained reports it with a sealed complaint, which raises the alarm in the
// same unit of the writer.
func TestRetaliationIsReportedWithANewComplaint(t *testing.T) {
	b := newBed(t)
	r := b.reporter(0)
	cmd := b.filing(r, "private_gain", "不交赞助费以后天天来查")
	cmd.Input.(*complaint.FileInput).Alarm = true
	out, err := b.engine.Do(b.Context(), cmd)
	if err != nil {
		t.Fatal(err)
	}
	f := complaint.FileOf(out.Case)
	if len(f.Alarms) != 1 || b.byID(f.Alarms[0].Case).State != alarm.Raised {
		t.Fatalf("%+v", f.Alarms)
	}
	b.must(officer, out.Case.ID, "answer_retaliation", nil, "在处理。")
}

// After the end an identity can still be opened, for the reporter's protection and for nothing else.
func TestIdentityAfterTheEndIsOpenedForProtectionAlone(t *testing.T) {
	b := newBed(t)
	r, _ := b.file(0)
	ends["solved"](b, r, r.id)
	if _, err := b.do(officer, r.id, "request_opening", &complaint.OpeningInput{Reason: "reward"}, "…"); err == nil || fault.For(err).Code != "ended_already" {
		t.Errorf("%v", err)
	}
	b.must(officer, r.id, "request_opening", &complaint.OpeningInput{Reason: "protect"}, "投诉人受到威胁。")
	b.must(head, r.id, "approve_opening", nil, "同意。")
}
