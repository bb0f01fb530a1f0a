package simtown

import (
	"context"
	"fmt"
	"math/rand/v2"
	"strings"

	"banjie/internal/access"
	"banjie/internal/calendar"
	"banjie/internal/casework"
	"banjie/internal/complaint"
	"banjie/internal/seal"
)

// complaintsFor is how many complaints there are beside so many filings: one in ninety, and
// enough that every state has some.
func complaintsFor(cases int) int { return min(max(cases/90, len(plots)), 120) }

// DemoCodes are the return codes of the county's invented reporters. Each opens several
// complaints, and everybody can read them here: a real code is drawn for one complaint alone.
func DemoCodes() []string {
	var all []string
	for _, d := range "12345" {
		all = append(all, seal.WithCheckDigit(strings.Repeat(string(d), seal.CodeDigits-1)))
	}
	return append(all, seal.WithCheckDigit(strings.Repeat("7", seal.LongerCode-1))) // who stays anonymous
}

// told is one complaint, who makes it, and what is still to happen.
type told struct {
	grievance
	n        int
	rng      *rand.Rand
	filing   complaint.Filing
	channel  string
	words    string
	who      Person
	party    string
	reporter seal.Reporter
	c        *casework.Case
	next     calendar.Day
	acts     []scene
}

// scene is what happens so many working days after the scene before.
type scene struct {
	after int
	play  func(context.Context, *town, *told) error
}

// planComplaints plans the complaints of the whole history. Their reporters' keys are derived here, once.
func (t *town) planComplaints() error {
	if t.cfg.Vault == nil || t.cfg.Vault.Ready() != nil {
		return nil
	}
	var reporters []seal.Reporter
	for _, code := range DemoCodes() {
		r, err := seal.NewReporter(t.cfg.Vault.Keys.Desk.Suite, code)
		if err != nil {
			return err
		}
		reporters = append(reporters, r)
	}
	rng := rand.New(rand.NewPCG(t.cfg.Seed, 1<<32))
	count, days := complaintsFor(t.cfg.Cases), t.cal.WorkdaysBetween(t.cfg.End-calendar.Day(t.cfg.Days)+1, t.cfg.End)
	from := rng.IntN(len(grievances))
	for n := range count {
		p := plots[n%len(plots)]
		k := &told{grievance: grievances[(from+n*7)%len(grievances)], n: n, rng: rng} // 7 and 36 have no common divisor
		k.filing = complaint.Filing{Kind: k.kind, Protection: complaint.Secret, Against: k.unit, Firm: p.firm, Offer: p.offer}
		k.reporter = reporters[n%(len(reporters)-1)]
		switch r := rng.IntN(10); {
		case r < 3 && !p.named:
			k.filing.Protection, k.reporter = complaint.Anonymous, reporters[len(reporters)-1]
		case r == 3 && k.kind != "extortion":
			k.filing.Protection = complaint.Open
		}
		k.who = somebody(rng, 9000+n, p.firm || chance(rng, .2), false)
		k.party = fmt.Sprintf("r-%016x%08x", rng.Uint64(), rng.Uint32())
		k.words = openings[rng.IntN(len(openings))] + k.grievance.words
		k.channel = []string{"web", "web", "web", "web", complaint.AtWindow, complaint.ByTelephone, complaint.ByLetter, complaint.OnPaper}[rng.IntN(8)]
		ago := p.least
		if most := min(max(p.most, p.least), days-2); most > ago {
			ago += rng.IntN(most - ago + 1)
		}
		k.next = t.cal.AddWorkdays(t.cfg.End, -min(ago, days-1))
		if k.kind != "unlawful_fees" && chance(rng, .6) {
			k.filing.On = k.next - calendar.Day(1+rng.IntN(9))
		}
		k.acts = append([]scene{{0, fileIt}}, p.acts...)
		t.complaints = append(t.complaints, k)
	}
	return nil
}

// listen plays the scenes of a day. Sealed acts carry the day alone, so it is played at once.
func (t *town) listen(ctx context.Context, today calendar.Day) error {
	if !t.cal.IsWorkday(today) {
		return nil
	}
	for _, k := range t.complaints {
		for len(k.acts) > 0 && k.next <= today {
			play := k.acts[0].play
			k.acts = k.acts[1:]
			if err := play(ctx, t, k); err != nil {
				return fmt.Errorf("simtown: complaint %d (%s) on %s: %w", k.n, k.kind, today, err)
			}
			if len(k.acts) > 0 {
				k.next = t.cal.AddWorkdays(today, k.acts[0].after)
			}
		}
	}
	return nil
}

// does carries an act on a complaint out.
func (t *town) does(ctx context.Context, k *told, by access.Actor, verb string, input any, reason string, basis ...string) error {
	out, err := t.engine.Do(ctx, casework.Command{Actor: by, Case: k.c.ID, Verb: verb, Input: input, Reason: reason, Basis: basis})
	if err != nil {
		return fmt.Errorf("%s by %s: %w", verb, by.ID, err)
	}
	k.c = out.Case
	return nil
}

func (k *told) actor() access.Actor {
	return access.Actor{ID: access.ByCode, Role: access.Citizen, Division: Division, Party: k.party}
}

// supervisor is one of the two of the centre; other is the one who had no part in it.
func (t *town) supervisor(k *told, other bool) access.Actor {
	all := t.staff[ComplaintCentre+"/"+string(access.Supervisor)]
	if other {
		return actor(all[(k.n+1)%len(all)])
	}
	return actor(all[k.n%len(all)])
}

func (t *town) inquirer(unit string) access.Actor {
	return actor(t.staff[unit+"/"+string(access.CaseOfficer)][0])
}

// fileIt seals what was said. What did not come by web was taken in by a clerk.
func fileIt(ctx context.Context, t *town, k *told) error {
	by, day := k.actor(), t.cal.DayOf(t.still.Now())
	in := complaint.Told{Filing: k.filing, Words: k.words}
	if k.filing.Protection != complaint.Anonymous {
		in.Person = complaint.Person{Name: k.who.Is.Name, Phone: k.who.Is.Phone}
	}
	cmd := casework.Command{Verb: "file_complaint", Open: &casework.Open{Procedure: complaint.Name, Channel: k.channel, Party: k.party, Series: "C", Sealed: true}}
	if k.channel != "web" {
		by = t.clerk(&matter{birth: birth{n: k.n}})
		in.Handed = complaint.ReadBack
		if k.channel == complaint.ByLetter {
			in.Handed = []string{"mailed", "kept"}[k.n%2]
			if p, err := t.engine.Procedure(complaint.Name, 0); err == nil && chance(k.rng, .5) { // it lay over night
				file, _ := p.Transition("", "file_complaint")
				cmd.Effective = (&casework.Case{}).HandedIn(t.cal, file, t.cal.AddWorkdays(day, -1), t.still.Now())
			}
		}
	}
	input, err := t.cfg.Vault.FileAs(ctx, Division, in, k.reporter)
	if err != nil {
		return err
	}
	cmd.Actor, cmd.Input = by, input
	out, err := t.engine.Do(ctx, cmd)
	k.c = out.Case
	return err
}

// says signs what only the reporter may say.
func says(verb, reason string) func(context.Context, *town, *told) error {
	return func(ctx context.Context, t *town, k *told) error {
		if c, _, err := t.engine.Load(ctx, k.c.Key); err != nil || c.State == complaint.Closed && verb != "reopen_complaint" && verb != "appeal_complaint" {
			return err // the seven days were over
		}
		signed := &complaint.Statement{Value: "yes", Signature: k.reporter.Sign(seal.Statement{Number: k.c.Number, Act: verb, Value: "yes"})}
		return t.does(ctx, k, k.actor(), verb, signed, reason)
	}
}

// byCentre is an act of the desk that looks after the complaint; byOther of somebody who had no part in it.
func byCentre(verb string, input any, reason string) func(context.Context, *town, *told) error {
	return func(ctx context.Context, t *town, k *told) error {
		return t.does(ctx, k, t.supervisor(k, false), verb, input, reason)
	}
}

func byOther(verb string, input any, reason string) func(context.Context, *town, *told) error {
	return func(ctx context.Context, t *town, k *told) error {
		return t.does(ctx, k, t.supervisor(k, true), verb, input, reason)
	}
}

func byHead(verb string, input any, reason string) func(context.Context, *town, *told) error {
	return func(ctx context.Context, t *town, k *told) error {
		return t.does(ctx, k, t.centreHead(), verb, input, reason)
	}
}

// byUnit is an act of whoever has the inquiry at the unit complained of.
func byUnit(verb string, input any, reason string) func(context.Context, *town, *told) error {
	return func(ctx context.Context, t *town, k *told) error {
		return t.does(ctx, k, t.inquirer(k.unit), verb, input, reason)
	}
}

// counts looks how many firms fit what the brief would tell; without an item nobody can say.
func counts(slug string) func(context.Context, *town, *told) error {
	return func(ctx context.Context, t *town, k *told) error {
		var like complaint.Description
		for _, d := range drafts() {
			if d.Slug == slug {
				like.Item = d.Code
			}
		}
		return t.does(ctx, k, t.supervisor(k, false), string(access.CountFirms), &like, "")
	}
}

// chooses signs how the reporter wants to be protected.
func chooses(offer string) func(context.Context, *town, *told) error {
	return func(ctx context.Context, t *town, k *told) error {
		return t.does(ctx, k, k.actor(), string(access.ChooseOffer), &complaint.Statement{Value: offer, Signature: k.reporter.Sign(seal.Statement{Number: k.c.Number, Act: string(access.ChooseOffer), Value: offer})}, "")
	}
}

// sends writes into the dialogue.
func sends(text func(*told) string, reporter bool) func(context.Context, *town, *told) error {
	return func(ctx context.Context, t *town, k *told) error {
		words := text(k)
		if words == "" {
			return nil
		}
		c, _, err := t.engine.Load(ctx, k.c.Key)
		if err != nil {
			return err
		}
		in, err := t.cfg.Vault.Message(ctx, c, words)
		if err != nil {
			return err
		}
		by := t.supervisor(k, false)
		if reporter {
			by = k.actor()
		}
		return t.does(ctx, k, by, "send_message", in, "")
	}
}

// takeUp opens the story on record, writes the brief and dispatches.
func takeUp(route string) func(context.Context, *town, *told) error {
	return func(ctx context.Context, t *town, k *told) error {
		if err := t.does(ctx, k, t.supervisor(k, false), string(access.ViewStory), nil, ""); err != nil {
			return err
		}
		in := &complaint.TakeUpInput{Route: route}
		if route != "own" {
			in.Units = []string{k.unit}
			story := complaint.Story{Words: k.words}
			var looked []string
			for _, w := range complaint.Check(story, k.brief) {
				if w.Kind != complaint.CopiedFound { // a name that is none; nobody dispatches what is copied
					looked = append(looked, w.ID)
				}
			}
			var err error
			if in.Brief, err = complaint.Redact(story, k.brief, looked); err != nil {
				return err
			}
		}
		if k.filing.Firm && route != "own" {
			for n := range complaint.Few {
				in.Objects = append(in.Objects, firm(9500+5*k.n+n, fmt.Sprintf("澄溪县（虚构）%s%s有限公司", words[(k.n+n)%len(words)], trades[(k.n*3+n)%len(trades)])).Is.Name)
			}
		}
		if route == "joint" {
			in.Units = append(in.Units, besides(k.unit))
		}
		return t.does(ctx, k, t.supervisor(k, false), string(access.TakeUp), in, "")
	}
}

// besides is the unit that looks into it together with another, or after a ruling instead of it.
func besides(unit string) string {
	if unit == "justice" {
		return "market-regulation"
	}
	return "justice"
}

// reports enters the findings, with a note as evidence.
func reports(by func(*town, *told) access.Actor) func(context.Context, *town, *told) error {
	return func(ctx context.Context, t *town, k *told) error {
		f, err := t.cfg.Vault.Boxes.Keep(ctx, []byte("情况说明（演示）\n\n"+k.found+"\n"))
		if err != nil {
			return err
		}
		f.Material, f.Name, f.Type = "evidence", "情况说明.txt", "text/plain; charset=utf-8"
		return t.does(ctx, k, by(t, k), "report_findings", &complaint.ReportInput{Finding: k.finding, Result: k.result, Measures: k.measures, Files: []casework.File{f}}, k.found)
	}
}

func atUnit(t *town, k *told) access.Actor   { return t.inquirer(k.unit) }
func atOther(t *town, k *told) access.Actor  { return t.inquirer(besides(k.unit)) }
func atCentre(t *town, k *told) access.Actor { return t.supervisor(k, false) }

func takesOn(by func(*town, *told) access.Actor) func(context.Context, *town, *told) error {
	return func(ctx context.Context, t *town, k *told) error {
		return t.does(ctx, k, by(t, k), "take_on", nil, "")
	}
}

// tells answers the reporter in the story's own words.
func tells(ctx context.Context, t *town, k *told) error {
	in := &complaint.AnswerInput{Result: k.result}
	if c, _, err := t.engine.Load(ctx, k.c.Key); err == nil && len(complaint.FileOf(c).Waiting) > 0 {
		in.Joined = "您并入的那一件查完了：" + k.answer
	}
	return t.does(ctx, k, t.supervisor(k, false), "answer_reporter", in, k.answer)
}

// ruled: the centre gives it to another unit.
func ruled(ctx context.Context, t *town, k *told) error {
	return t.does(ctx, k, t.supervisor(k, false), "rule_dispute", &complaint.RuleInput{Unit: besides(k.unit)}, "职责清单上这一项归裁定的单位，今后照此办理。")
}

// holds puts the clock on hold with a paper.
func holds(ctx context.Context, t *town, k *told) error {
	f, err := t.cfg.Vault.Boxes.Keep(ctx, []byte("委托检测合同（演示）\n"))
	if err != nil {
		return err
	}
	f.Material, f.Name, f.Type = "hold", "委托检测合同.txt", "text/plain; charset=utf-8"
	return t.does(ctx, k, t.inquirer(k.unit), "hold_clock", &complaint.HoldInput{Reason: "appraisal", Files: []casework.File{f}}, "需要委托专业检测，检测期间停表。")
}

// merges into an earlier one that is still open; where there is none it is explained.
func merges(ctx context.Context, t *town, k *told) error {
	if err := t.does(ctx, k, t.supervisor(k, false), string(access.ViewStory), nil, ""); err != nil {
		return err
	}
	into := ""
	for _, other := range t.complaints {
		if other == k || other.c == nil || into != "" && len(other.acts) == 0 {
			continue // rather one that goes on
		}
		if c, _, err := t.engine.Load(ctx, other.c.Key); err == nil && c.State == complaint.Working {
			into = c.Number
		}
	}
	if into != "" {
		return t.does(ctx, k, t.supervisor(k, false), "join_other", &complaint.JoinInput{Into: into}, "您反映的事情前面已有人反映，正在查，并到那一件一起办；那一件有了结果就告诉您。")
	}
	return t.does(ctx, k, t.supervisor(k, false), "answer_at_once", &complaint.AtOnceInput{Result: complaint.Explained}, "您反映的事情已经有答复，依据和可以找谁写在这里。")
}

// unreachable enters tries on the three working days before.
func unreachable(ctx context.Context, t *town, k *told) error {
	day, in := t.cal.DayOf(t.still.Now()), &complaint.UnreachableInput{}
	for i, channel := range []string{"message", "telephone", "message"} {
		in.Tries = append(in.Tries, complaint.Try{Day: t.cal.AddWorkdays(day, i-3).String(), Channel: channel})
	}
	return t.does(ctx, k, t.supervisor(k, false), "close_unreachable", in, "缺少只有投诉人才知道的时间和地点，三天三次都联系不上，其余线索已查。")
}

func opening(ctx context.Context, t *town, k *told) error {
	return t.does(ctx, k, t.supervisor(k, false), "request_opening", &complaint.OpeningInput{Reason: "reward"}, "多收的钱要退到本人账户，投诉人在消息里同意。", "xfg-30")
}

// returnsAgain is refused: a unit tries to return it a second time, which is on record.
func returnsAgain(ctx context.Context, t *town, k *told) error {
	err := t.does(ctx, k, t.inquirer(besides(k.unit)), "return_once", &complaint.ReturnInput{Duty: "三定规定第2条"}, "也不归我们。")
	if err == nil {
		return fmt.Errorf("a second return was possible and must not be")
	}
	return nil
}
