package simtown

import (
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"strings"
	"time"

	"banjie/internal/access"
	"banjie/internal/accountability"
	"banjie/internal/calendar"
	"banjie/internal/casework"
	lots "banjie/internal/draw"
	"banjie/internal/inspection"
)

// Office is what a history needs beyond the engine: a ledger on which draws are recorded, whose
// receipts go into their files, and a place for papers.
type Office interface {
	Announce(ctx context.Context, f *lots.File) error
	Reveal(ctx context.Context, f *lots.File, party string, value lots.Hash) error
	Run(ctx context.Context, f *lots.File, sources []string) error
	// Paper stores a scan that shows nothing.
	Paper(ctx context.Context, name string) (casework.File, error)
}

// oversight is what the county's centre inspects and asks about: one covert round that ended,
// one open round that runs, and the files that came of it. It acts at the beginning of days,
// counted back from the end of the history; a history too short for it has none.
type oversight struct {
	t      *town
	random *rand.ChaCha8
	covert *inspectionRound
	open   *inspectionRound
	files  []*casework.Case
	seen   []string // numbers of reports of what could not be got done
}

// inspectionRound is a round with its draws under way.
type inspectionRound struct {
	c      *casework.Case
	draws  map[string]*lots.File
	names  map[string][]byte
	values map[string]map[string]lots.Hash
	visits []*casework.Case
}

// oversightDays is how long a history must be.
const oversightDays = 75

func newOversight(t *town) *oversight {
	var seed [32]byte
	for i := range 8 {
		seed[i] = byte(t.cfg.Seed >> (8 * i))
	}
	copy(seed[8:], "oversight")
	return &oversight{t: t, random: rand.NewChaCha8(seed)}
}

// overseer is one of the hall's people, by place in the list.
func overseer(n int) access.Actor {
	for _, o := range orgOfficers() {
		if o.ID == fmt.Sprintf("%s-%d", centre, n) {
			return actor(o)
		}
	}
	panic("simtown: no such officer") // the list is ours
}

// day does what falls on the day that lies left days before the last.
func (o *oversight) day(ctx context.Context, left int) (err error) {
	t := o.t
	if t.cfg.Days < oversightDays || t.cfg.Office == nil {
		return nil
	}
	if _, err := t.engine.Procedure(inspection.RoundName, 0); err != nil {
		return nil // a county without a complaint centre
	}
	if left <= 55 && left >= 20 && left%2 == 0 {
		if err := o.further(ctx); err != nil {
			return fmt.Errorf("simtown: oversight, %d days before the end: %w", left, err)
		}
	}
	switch left {
	case 70:
		o.covert, err = o.plan(ctx, true, 5, "窗口纪律和一次性告知。")
	case 69:
		err = o.drawn(ctx, o.covert)
	case 67, 66:
		err = o.visit(ctx, o.covert, left)
	case 65:
		err = o.end(ctx, o.covert)
	case 62:
		err = o.replies(ctx)
	case 58:
		err = o.openFiles(ctx)
	case 9:
		o.open, err = o.plan(ctx, false, 4, "午间在岗和替岗情况。")
	case 8:
		err = o.drawn(ctx, o.open)
	case 6, 5:
		err = o.visit(ctx, o.open, left)
	case 4:
		err = o.ask(ctx)
	}
	if err != nil {
		return fmt.Errorf("simtown: oversight, %d days before the end: %w", left, err)
	}
	return nil
}

func (o *oversight) do(ctx context.Context, by access.Actor, c *casework.Case, verb string, input any, reason string) (*casework.Case, error) {
	out, err := o.t.engine.Do(ctx, casework.Command{Actor: by, Case: c.ID, Verb: verb, Input: input, Reason: reason})
	if err != nil {
		return nil, fmt.Errorf("%s: %w", verb, err)
	}
	return out.Case, nil
}

// plan fixes a round and announces its two draws with a source of the same evening.
func (o *oversight) plan(ctx context.Context, covert bool, objects int, why string) (*inspectionRound, error) {
	t := o.t
	now := t.clk.Now()
	today := t.cal.DayOf(now)
	in := &inspection.Plan{Covert: covert, From: today, Until: today + 14, Objects: objects, Send: 3}
	for _, u := range units {
		if u.id != centre {
			in.Units = append(in.Units, u.id)
		}
	}
	for _, id := range []string{"justice-0", "veterans-0", "civil-affairs-1", "development-reform-1", centre + "-7", centre + "-8"} {
		in.Inspectors = append(in.Inspectors, id)
	}
	if i := len(in.Units) - 12; i > 0 {
		in.Units = in.Units[:12] // those with much to do
	}
	out, err := t.engine.Do(ctx, casework.Command{Actor: overseer(7), Verb: "plan_round", Input: in, Reason: why, Open: &casework.Open{Procedure: inspection.RoundName, Channel: "centre", Series: inspection.RoundSeries, Sealed: true}})
	if err != nil {
		return nil, err
	}
	r := &inspectionRound{c: out.Case, draws: map[string]*lots.File{}, names: map[string][]byte{}, values: map[string]map[string]lots.Hash{}}
	known := t.cal.Start(today).Add(21*time.Hour + 15*time.Minute).UTC()
	for _, what := range []string{inspection.Objects, inspection.Inspectors} {
		raw, err := inspection.PlanOf(r.c, what, func(id string) string { return "" })
		if err != nil {
			return nil, err
		}
		plan, err := lots.ParsePlan(raw)
		if err != nil {
			return nil, err
		}
		plan.Sources = []lots.Source{{At: known, Form: lots.Numbers, Count: 7, Name: "福利彩票双色球（虚构的一期）：红球从小到大六个，蓝球一个"}}
		plan.Spare = lots.Source{At: known.Add(48 * time.Hour), Form: lots.Numbers, Count: 7, Name: "福利彩票双色球（虚构的下一期）：红球从小到大六个，蓝球一个"}
		r.values[what] = map[string]lots.Hash{}
		for _, party := range []string{"澄溪县人大财经委（虚构）", "澄溪县工商联（虚构）"} {
			v, err := lots.NewValue(o.random)
			if err != nil {
				return nil, err
			}
			r.values[what][party] = v
			plan.Parties = append(plan.Parties, lots.Party{Name: party, Commitment: lots.Commitment(party, v)})
		}
		a, names, err := plan.Announce(o.random)
		if err != nil {
			return nil, err
		}
		file, err := lots.New(a, now)
		if err != nil {
			return nil, err
		}
		if err := t.cfg.Office.Announce(ctx, file); err != nil {
			return nil, err
		}
		if r.names[what], err = json.Marshal(names); err != nil {
			return nil, err
		}
		r.draws[what] = file
	}
	return r, nil
}

// drawn reveals, runs and enters both draws, and begins the round.
func (o *oversight) drawn(ctx context.Context, r *inspectionRound) error {
	rng := rand.New(o.random)
	for _, what := range []string{inspection.Objects, inspection.Inspectors} {
		file := r.draws[what]
		for _, party := range []string{"澄溪县人大财经委（虚构）", "澄溪县工商联（虚构）"} {
			if err := o.t.cfg.Office.Reveal(ctx, file, party, r.values[what][party]); err != nil {
				return err
			}
		}
		var balls []string
		for _, n := range rng.Perm(33)[:6] {
			balls = append(balls, fmt.Sprint(n+1))
		}
		balls = append(balls, fmt.Sprint(rng.IntN(16)+1))
		if err := o.t.cfg.Office.Run(ctx, file, []string{strings.Join(balls, " ")}); err != nil {
			return err
		}
		raw, err := file.Write()
		if err != nil {
			return err
		}
		if r.c, err = o.do(ctx, overseer(7), r.c, "draw_round", &inspection.DrawInput{What: what, File: string(raw), Names: string(r.names[what])}, ""); err != nil {
			return err
		}
	}
	var err error
	r.c, err = o.do(ctx, overseer(7), r.c, "begin_round", nil, "")
	return err
}

// sheets are what inspectors of the county find, in turn.
var sheets = []inspection.FindingInput{
	{Rule: "left_post", Facts: "到场时窗口无人，等了二十分钟，没有替岗。", Who: "当班窗口人员", Statement: "去领打印纸，没想到这么久。", Signed: "signed"},
	{},
	{Rule: "chat_stocks_games", Facts: "排队有三人，工作人员在看股票行情。", Who: "审批岗工作人员", Statement: "就看了一眼，是我不对。", Signed: "signed"},
	{Rule: "no_backup", Facts: "两个窗口只开一个，未张贴暂离告知。"},
	{Rule: "extra_papers", Facts: "要求申请人补交办事指南以外的租赁备案证明。", Who: "收件人员", Missing: "declined", Signed: "refused"},
	{},
	{Rule: "turned_away", Facts: "首问人员让申请人自己去找别的科室，没有登记。", Who: "首问人员", Statement: "当时不清楚归谁管。", Signed: "signed"},
}

// visit records two or three units of a round.
func (o *oversight) visit(ctx context.Context, r *inspectionRound, left int) error {
	f := inspection.RoundOf(r.c)
	objects, went := f.Of(inspection.Objects), f.Of(inspection.Inspectors)
	half := objects[:(len(objects)+1)/2]
	if left%2 == 0 {
		half = objects[len(half):]
	}
	for _, unit := range half {
		var present []access.Actor
		var ids []string
		for _, id := range went {
			for _, off := range orgOfficers() {
				if off.ID == id && off.Unit != unit {
					present, ids = append(present, actor(off)), append(ids, id)
				}
			}
		}
		if len(ids) < 2 {
			continue // two of the three are of that unit: it is left out, and the end says why
		}
		in := &inspection.VisitInput{Round: r.c.Number, Unit: unit, Day: o.t.cal.DayOf(o.t.clk.Now()) - 1, Time: fmt.Sprintf("%02d:%02d", 9+len(r.visits)%3, 5+7*len(r.visits)), Place: "办事大厅本单位窗口", Present: ids}
		if in.Day < f.From {
			in.Day = f.From
		}
		if s := sheets[(len(r.visits)+f.Plan.Objects)%len(sheets)]; s.Rule != "" {
			in.Findings, in.Order, in.Days = []inspection.FindingInput{s}, "安排替岗，重新培训，张贴告知，书面报告。", 5
		}
		out, err := o.t.engine.Do(ctx, casework.Command{Actor: present[0], Verb: "enter_visit", Input: in, Open: &casework.Open{Procedure: inspection.VisitName, Channel: "visit", Series: inspection.VisitSeries, Sealed: true}})
		if err != nil {
			return err
		}
		r.visits = append(r.visits, out.Case)
	}
	return nil
}

func (o *oversight) end(ctx context.Context, r *inspectionRound) (err error) {
	r.c, err = o.do(ctx, overseer(7), r.c, "end_round", &inspection.EndInput{Why: "抽中的检查人员有两名是该单位的，按规定不能查。"}, "")
	return err
}

// replies: the units answer, and the centre looks at it.
func (o *oversight) replies(ctx context.Context) error {
	scan, err := o.t.cfg.Office.Paper(ctx, "整改照片.png")
	if err != nil {
		return err
	}
	scan.Material = "evidence"
	for n, c := range o.covert.visits {
		v := inspection.VisitOf(c)
		head, ok := o.t.head(v.Unit)
		if len(v.Findings) == 0 || !ok {
			continue
		}
		c, err := o.do(ctx, head, c, "reply_visit", &inspection.ReplyInput{Files: []casework.File{scan}}, "已安排替岗、重新培训，告知牌已经张贴。")
		if err == nil && n != 2 {
			_, err = o.do(ctx, overseer(8), c, "accept_mending", nil, "现场看过，已经整改。")
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// concerned is the n-th officer that a file of the demonstration is about.
func (o *oversight) concerned(n int) access.Actor {
	ids := []string{demoOfficer, "public-security-1", "transport-1", "health-1", "agriculture-1", "construction-1", "human-resources-1", "natural-resources-1"}
	for _, off := range orgOfficers() {
		if off.ID == ids[n%len(ids)] {
			return actor(off)
		}
	}
	panic("simtown: no such officer") // the list is ours
}

// openFiles opens eight: some from findings, the rest from cases of which people said that
// they could not be got done.
func (o *oversight) openFiles(ctx context.Context) error {
	for n := range 8 {
		in := &accountability.OpenInput{Officer: o.concerned(n).ID, Source: accountability.FromImpasse}
		if len(o.seen) == 0 {
			return nil
		}
		number := o.seen[n%len(o.seen)]
		if n%3 == 1 {
			for _, c := range o.covert.visits {
				if v := inspection.VisitOf(c); len(v.Findings) > 0 {
					number, in.Source = c.Number, accountability.FromInspection
				}
			}
		}
		in.Number, in.Facts = number, []accountability.FactInput{{Says: "反映材料齐全没有当场收件，这一步的记录可以核对。", Number: number, Seq: 1}}
		out, err := o.t.engine.Do(ctx, casework.Command{Actor: overseer(7), Verb: "open_file", Input: in, Reason: "核对记录后认为需要本人说明。", Open: &casework.Open{Procedure: accountability.Name, Channel: "centre", Series: accountability.Series, Sealed: true}})
		if err != nil {
			return err
		}
		o.files = append(o.files, out.Case)
	}
	return nil
}

// endings are how the files end, in their order.
func endings() []*accountability.EndingInput {
	sentences := map[string]string{}
	for _, c := range accountability.Conditions() {
		sentences[c.ID] = "有会议记录和办理记录可以核对。"
	}
	return []*accountability.EndingInput{
		{Kind: accountability.Measure, Cause: accountability.Personal, Measure: "criticism"},
		{Kind: accountability.Measure, Cause: accountability.Personal, Measure: accountability.Written, Months: 3},
		{Kind: accountability.Recommend, Cause: "system", Mend: centre},
		{Kind: accountability.Measure, Cause: accountability.Personal, Measure: "oral_admonition"},
		{Kind: accountability.Tolerated, Cause: "law_gap", Evidence: sentences},
		{Kind: accountability.NoFault},
		{Kind: accountability.Exempt, Cause: "law_gap", Exemption: "unclear"},
		{Kind: accountability.Recommend, Cause: "staffing", Mend: "natural-resources"},
	}
}

// further takes each file one step on: all but one of the officers reply, and the silence of
// that one is recorded by the sweeper; one of them appeals, and is right.
func (o *oversight) further(ctx context.Context) error {
	for n := range o.files {
		c, _, err := o.t.engine.Load(ctx, o.files[n].Key)
		if err != nil {
			return err
		}
		switch {
		case c.State == accountability.Opened && n != 5:
			_, err = o.do(ctx, o.concerned(n), c, "reply_to_file", &accountability.ReplyInput{}, "当天系统登记不上，我请申请人第二天再来，没有当场说明清楚。")
		case c.State == accountability.Heard:
			_, err = o.do(ctx, overseer(7), c, "propose_ending", endings()[n], "核对了办理记录和本人说明。")
		case c.State == accountability.Proposed:
			_, err = o.do(ctx, overseer(0), c, "approve_ending", nil, "同意。")
		case c.State == accountability.Decided:
			in := &accountability.ServeInput{Day: o.t.cal.DayOf(o.t.clk.Now()), How: "in_person", Signed: "signed"}
			if n == 3 {
				in.Signed = "refused"
			}
			_, err = o.do(ctx, overseer(8), c, "serve_decision", in, "")
		case c.State == accountability.Served && n == 3:
			_, err = o.do(ctx, o.concerned(n), c, "appeal_measure", nil, "当天我在外出核查，排班表可以证明。")
		case c.State == accountability.Appealed:
			_, err = o.do(ctx, overseer(8), c, "decide_measure_appeal", &accountability.AppealInput{Upheld: true}, "排班表和核查记录证明当天不在窗口。")
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// ask opens one more, about the officer of the demo bar, who has still to reply.
func (o *oversight) ask(ctx context.Context) error {
	if len(o.seen) == 0 {
		return nil
	}
	number := o.seen[len(o.seen)-1]
	_, err := o.t.engine.Do(ctx, casework.Command{Actor: overseer(7), Verb: "open_file", Reason: "核对记录后认为需要本人说明。", Open: &casework.Open{Procedure: accountability.Name, Channel: "centre", Series: accountability.Series, Sealed: true},
		Input: &accountability.OpenInput{Officer: demoOfficer, Source: accountability.FromImpasse, Number: number, Facts: []accountability.FactInput{{Says: "申请人反映跑了三次没有收件。", Number: number, Seq: 1}}}})
	return err
}

// left is how many days before the last a day is.
func (t *town) left(day calendar.Day) int { return int(t.cfg.End - day) }

// mostSeen is how many cases are kept for files to name.
const mostSeen = 40

// noted keeps the number of a report of what could not be got done.
func (o *oversight) noted(c *casework.Case) {
	if c != nil && len(o.seen) < mostSeen {
		o.seen = append(o.seen, c.Number)
	}
}
