package caseview

import (
	"context"
	"fmt"
	"slices"
	"time"

	"banjie/internal/access"
	"banjie/internal/calendar"
	"banjie/internal/casework"
	"banjie/internal/catalog"
	"banjie/internal/clock"
	"banjie/internal/fault"
	"banjie/internal/lang"
	"banjie/internal/licensing"
	"banjie/internal/web/ui"
)

// Story is how far the sample case has come.
type Story string

const (
	Filed      Story = "filed"
	Correcting Story = "correcting"
	Reviewed   Story = "reviewed" // accepted, tested, in review
	Granted    Story = "granted"
	Denied     Story = "denied"
	Tolerated  Story = "tolerated" // accepted with a document to follow
	Hearing    Story = "hearing"   // told of the right to a hearing
	Unsigned   Story = "unsigned"  // filed without signing in
	Disowned   Story = "disowned"  // and the owner says that it is not theirs
)

// Sample makes the input of a case of the item by the real commands on a clock that
// stands, for the gallery and for tests. A story that the procedure no longer allows
// gives an error.
func Sample(item catalog.Item, s Story, side Side, unit func(string) lang.Text) (Input, error) {
	b := &book{item: item, at: clock.Standing(time.Date(2026, 2, 26, 1, 10, 0, 0, time.UTC))}
	b.engine = &casework.Engine{Clock: b.at, Calendar: calendar.Builtin, Catalogue: b, Store: b, Writer: b}
	if err := b.engine.Register(licensing.Procedure()); err != nil {
		return Input{}, err
	}
	for _, step := range b.story(s) {
		if err := step(); err != nil {
			return Input{}, fmt.Errorf("caseview: sample %s: %w", s, err)
		}
	}
	p := licensing.Procedure()
	c, err := casework.Fold(p, b.events)
	if err != nil {
		return Input{}, err
	}
	return Input{Case: c, Procedure: p, Item: &item, Calendar: calendar.Builtin(), Now: b.at.Now(), Side: side, Base: "/cases/sample", Unit: unit, Receipts: true, Files: true,
		Officer: func(string) string { return "周一青（示例）" }}, nil
}

// book keeps the one sample case.
type book struct {
	item   catalog.Item
	at     *clock.Moved
	engine *casework.Engine
	events []casework.Event
}

const sampleDivision = "330599"

var (
	sampleCitizen = access.Actor{ID: "p", Role: access.Citizen, Division: sampleDivision, Party: "party"}
	sampleClerk   = access.Actor{ID: "c", Role: access.Clerk, Division: sampleDivision, Unit: "hall"}
)

func (b *book) story(s Story) []func() error {
	officer := access.Actor{ID: "o", Role: access.CaseOfficer, Division: sampleDivision, Unit: b.item.Unit}
	head := access.Actor{ID: "h", Role: access.UnitHead, Division: sampleDivision, Unit: b.item.Unit}
	act := func(a access.Actor, verb string, in any, reason string) func() error {
		return func() error {
			cal := calendar.Builtin()
			day := cal.AddWorkdays(cal.DayOf(b.at.Now()), 1)
			b.at.MoveTo(cal.Start(day).Add(9*time.Hour + time.Duration(len(b.events))*17*time.Minute))
			cmd := casework.Command{Actor: a, Case: b.events[0].Case, Verb: verb, Input: in, Reason: reason}
			if verb == "deny" {
				cmd.Basis = []string{"sc-12"}
			}
			_, err := b.engine.Do(context.Background(), cmd)
			return err
		}
	}
	material, file := "lease", casework.File{Material: "lease", Name: "租赁合同（补）.pdf", Hash: "1f", Type: "application/pdf", Size: 512_000}
	correct := act(sampleClerk, "request_correction", &licensing.CorrectionInput{Items: []licensing.CorrectionLine{{Material: material, Fault: "form", Words: "合同缺少出租人签字，请补签后重新拍照。"}}}, "")
	submit := act(sampleCitizen, "submit_correction", &licensing.MaterialsInput{Files: []casework.File{file}}, "")
	accept := act(sampleClerk, "accept", nil, "")
	take := act(officer, "take", &casework.TaskInput{Step: "review", Task: "papers"}, "")
	paused := act(officer, "pause", &licensing.PauseInput{Kind: "testing", Days: 5}, "需要对水质取样检测。")
	switch s {
	case Correcting:
		return []func() error{b.file(true), correct}
	case Reviewed:
		second := act(sampleClerk, "request_correction", &licensing.CorrectionInput{Items: []licensing.CorrectionLine{{Material: material, Fault: "form", Words: "再补一份。"}}}, "")
		return []func() error{b.file(true), correct, submit, ignore(second), accept, take, paused, act(officer, "resume", nil, "检测完成，结果合格。")}
	case Granted, Denied:
		steps := []func() error{b.file(true), accept}
		fire := access.Actor{ID: "f", Role: access.CaseOfficer, Division: sampleDivision, Unit: "fire"}
		for _, w := range []struct {
			who        access.Actor
			step, task string
		}{{officer, "review", "papers"}, {fire, "review", "fire"}, {officer, "decide", "sign"}} {
			steps = append(steps, act(w.who, "take", &casework.TaskInput{Step: w.step, Task: w.task}, ""),
				act(w.who, "finish", &casework.FinishInput{Step: w.step, Task: w.task, Outcome: "agree"}, "材料齐全，符合规定。"))
		}
		if s == Denied {
			return append(steps, act(head, "deny", &licensing.DenyInput{Condition: "area"}, "经营面积 6 平方米，不足 8 平方米。"))
		}
		return append(steps, act(officer, "grant", nil, ""), act(sampleClerk, "deliver", &licensing.DeliverInput{How: "electronic"}, ""))
	case Tolerated:
		return []func() error{b.file(false), act(sampleClerk, "accept_tolerant", nil, "")}
	case Hearing:
		return []func() error{b.file(true), accept, act(officer, "offer_hearing", nil, "可能影响相邻住户，告知您有权申请听证。")}
	case Unsigned:
		return []func() error{b.fileAs(access.Actor{Role: access.Citizen, Division: sampleDivision, Party: sampleCitizen.Party}, true)}
	case Disowned:
		owner := sampleCitizen
		owner.Before = "account-p"
		return append(b.story(Unsigned), act(owner, "disown", nil, "我没有提交过这件申请。"))
	}
	return []func() error{b.file(true)}
}

// ignore lets an act that must be refused leave its trace.
func ignore(step func() error) func() error {
	return func() error {
		if err := step(); fault.KindOf(err) != fault.Unlawful {
			return fmt.Errorf("not refused: %w", err)
		}
		return nil
	}
}

func (b *book) file(whole bool) func() error { return b.fileAs(sampleCitizen, whole) }

func (b *book) fileAs(who access.Actor, whole bool) func() error {
	return func() error {
		files := []casework.File{{Material: "lease", Name: "租赁合同.pdf", Hash: "0a", Type: "application/pdf", Size: 481_200}}
		if whole {
			files = append(files, casework.File{Material: "plan", Name: "布局图.jpg", Hash: "0b", Type: "image/jpeg", Size: 240_100})
		}
		_, err := b.engine.Do(context.Background(), casework.Command{Actor: who, Verb: "receive", Input: &licensing.ReceiveInput{Scenario: map[string]string{"agent": "no"}},
			Open: &casework.Open{Procedure: licensing.Name, Item: b.item.Code, Channel: "web", Party: sampleCitizen.Party, Person: casework.Person{Name: "林小禾（示例）", IDKind: "resident", IDValue: "110105194912310021"},
				Form: map[string]any{"shop_name": "青禾小吃店", "area": 36.5, "kind": "meals", "address": "青石街道1号（示例）"}, Files: files}})
		return err
	}
}

// The rest is what an engine needs of a catalogue, a store and a writer, for one case.

func (b *book) Version(string, string, int) (*catalog.Item, error) { return &b.item, nil }
func (b *book) Current(string, string) (*catalog.Item, error)      { return &b.item, nil }

func (b *book) Load(context.Context, casework.Key) ([]casework.Event, casework.Provenance, error) {
	return slices.Clone(b.events), casework.Live, nil
}

func (b *book) Due(context.Context, string, time.Time, int) ([]casework.DueClock, error) {
	return nil, nil
}

func (b *book) Repeated(context.Context, string, string, string) (casework.Repeat, bool, error) {
	return casework.Repeat{}, false, nil
}

func (b *book) Number(context.Context, string, string) (int64, error) { return 17, nil }

func (b *book) Write(_ context.Context, w casework.Write) (casework.Committed, error) {
	for i := range w.Events {
		w.Events[i].Recorded, w.Events[i].N = b.at.Now(), int64(len(b.events)+i)
	}
	b.events = append(b.events, w.Events...)
	return casework.Committed{Events: w.Events}, nil
}

var _ ui.Component = View{}
