package simtown

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"time"

	"banjie/internal/access"
	"banjie/internal/calendar"
	"banjie/internal/casework"
	"banjie/internal/catalog"
	"banjie/internal/fault"
	"banjie/internal/lang"
	"banjie/internal/registers/fee"
	"banjie/internal/registers/fine"
	"banjie/internal/registers/refund"
	"banjie/internal/registers/visit"
)

// script is a life whose every deed has its time beforehand: what happens in the registers.
type script []deed

type deed struct {
	at time.Time
	do func(ctx context.Context) error
}

// turn does the steps that are due, and says when the next one is.
func (s *script) turn(ctx context.Context, now time.Time) (time.Time, error) {
	for len(*s) > 0 && !(*s)[0].at.After(now) {
		do := (*s)[0].do
		*s = (*s)[1:]
		if err := do(ctx); err != nil {
			return time.Time{}, err
		}
	}
	if len(*s) == 0 {
		return time.Time{}, nil
	}
	return (*s)[0].at, nil
}

// inspecting are the units that inspect firms, with their made-up items and ceilings.
var inspecting = []struct {
	unit  string
	most  int
	items []visit.Item
}{
	{"market-regulation", 2, []visit.Item{item("price-tags", "明码标价检查", "Price tags", "货架、价签和收银台", "shelves, tags and the till"), item("purchase-records", "进货查验记录检查", "Purchase records", "进货台账和票据", "books and receipts of purchases"), item("special-equipment", "特种设备使用检查", "Lifts and boilers in use", "电梯、锅炉和检验标志", "lifts, boilers and their marks")}},
	{"fire-rescue", 1, []visit.Item{item("exits", "疏散通道检查", "Exits", "通道、出口和应急灯", "passages, exits, emergency lights")}},
	{"ecology", 2, []visit.Item{item("waste-water", "废水排放检查", "Waste water", "排放口和处理设施", "outlets and treatment")}},
	{"emergency", 1, []visit.Item{item("safety-training", "安全生产培训检查", "Safety training", "培训记录和证书", "records and certificates of training")}},
	{"human-resources", 1, []visit.Item{item("wages", "工资支付检查", "Payment of wages", "工资表和劳动合同", "pay sheets and contracts")}},
}

func item(id, zh, en, looksZH, looksEN string) visit.Item {
	return visit.Item{ID: id, Name: lang.T(zh, en), Looks: lang.T(looksZH, looksEN), Document: "澄溪县（虚构）检查事项清单"}
}

// fineRules are made up: no statute says this.
func fineRules() []fine.Rule {
	rule := func(id, unit, zh, en string, least, most fee.Fen, waiver bool) fine.Rule {
		return fine.Rule{ID: id, Version: 1, Unit: unit, Name: lang.T(zh, en), Statute: "澄溪县（虚构）示例条例", Article: "第七条", Least: least, Most: most, Waiver: waiver, Synthetic: true,
			Factors: []fine.Factor{{ID: "put-right", Name: lang.T("当场改正", "put right on the spot")}, {ID: "again", Name: lang.T("两年内再犯", "again within two years")}}}
	}
	return []fine.Rule{
		rule("no-price-tags", "market-regulation", "没有明码标价", "No price tags", 10000, 500000, true),
		rule("no-purchase-records", "market-regulation", "没有进货查验记录", "No records of purchases", 50000, 1000000, true),
		rule("blocked-exit", "fire-rescue", "堵塞疏散通道", "A blocked exit", 500000, 5000000, false),
		rule("goods-on-pavement", "law-enforcement", "超出门店经营", "Goods on the pavement", 5000, 100000, true),
	}
}

// scripts makes the history of the registers; nothing where the engine has none of them.
func (t *town) scripts(ctx context.Context) ([]*matter, error) {
	if _, err := t.engine.Procedure(visit.Name, 0); err != nil {
		return nil, nil
	}
	begin, end := t.cal.DayOf(t.cfg.Begin(t.cal)), t.cfg.End
	for year := begin.Year(); year <= end.Year(); year++ {
		for _, u := range inspecting {
			head, _ := t.head(u.unit)
			p := visit.Programme{Unit: u.unit, Year: year, Version: 1, Most: u.most, Items: u.items, Document: "澄溪县（虚构）年度检查计划", Synthetic: true}
			if _, err := t.engine.Record(ctx, head, visit.Published, p, casework.Private{}); err != nil {
				return nil, err
			}
		}
	}
	for _, r := range fineRules() {
		head, _ := t.head(r.Unit)
		if _, err := t.engine.Record(ctx, head, fine.RulePublished, r, casework.Private{}); err != nil {
			return nil, err
		}
	}
	rng := rand.New(rand.NewPCG(t.cfg.Seed, 54))
	var all []*matter
	add := func(s script) {
		if s = slices.DeleteFunc(s, func(x deed) bool { return !x.at.Before(t.cfg.stop(t.cal)) }); len(s) == 0 || s[0].at.Before(t.cfg.Begin(t.cal)) {
			return
		}
		all = append(all, &matter{birth: birth{n: -1 - len(all), item: &catalog.Item{Slug: "register"}}, script: &s, due: s[0].at, c: &casework.Case{}})
	}
	span := int(end - begin)
	for i := range 28 {
		add(t.inspectionOf(rng, i, begin+calendar.Day(rng.IntN(span+1))))
	}
	for i := range 40 {
		add(t.fineOf(rng, i, begin+calendar.Day(rng.IntN(span+1))))
	}
	for i := range 2 {
		add(t.doorOf(i, end-calendar.Day(8-7*i)))
	}
	for i, p := range demoPeople() {
		add(t.refundOf(i, p, end-calendar.Day(9-i)))
	}
	return all, nil
}

// hour is an instant of the first working day from d on.
func (t *town) hour(d calendar.Day, hour, minute int) time.Time {
	for !t.cal.IsWorkday(d) {
		d++
	}
	return t.cal.Start(d).Add(time.Duration(hour)*time.Hour + time.Duration(minute)*time.Minute)
}

// inspectionOf is a firm's visit from the plan to the firm's word; some are cancelled, and those
// planned towards the end wait for the head or stand with their code.
func (t *town) inspectionOf(rng *rand.Rand, n int, d calendar.Day) script {
	u := inspecting[n%len(inspecting)]
	head, _ := t.head(u.unit)
	a, b := t.pair(u.unit, n)
	who := firm(9000+n/2, fmt.Sprintf("澄溪县（虚构）%s%s有限公司", words[n/2%len(words)], trades[n/2%len(trades)]))
	it := u.items[rng.IntN(len(u.items))]
	plan := t.hour(d, 9, 10+n)
	warrant := t.hour(t.cal.DayOf(plan)+1, 15, 0)
	day := t.cal.DayOf(t.hour(t.cal.DayOf(warrant)+calendar.Day(1+rng.IntN(6)), 10, 0))
	kind := []string{"annual", "annual", "annual", "complaint", "recheck"}[rng.IntN(5)]
	finding, stars, cancelled := []string{visit.None, visit.None, "mended", "order"}[rng.IntN(4)], 3+rng.IntN(3), n%9 == 8
	own := fmt.Sprintf("demo-%d", n)
	var id casework.ID
	party := access.Actor{ID: fmt.Sprintf("firm-%d", 9000+n/2), Role: access.Citizen, Division: Division, Party: who.Party} // its own account
	do := func(by access.Actor, verb string, input any, reason string) func(context.Context) error {
		return func(ctx context.Context) error {
			if id == 0 {
				return nil // the plan was refused: the ceiling was reached
			}
			_, err := t.engine.Do(ctx, casework.Command{Actor: by, Case: id, Verb: verb, Input: input, Reason: reason})
			return err
		}
	}
	s := script{{plan, func(ctx context.Context) error {
		out, err := t.engine.Do(ctx, casework.Command{Actor: a, Verb: "plan_visit", Reason: "按年度计划安排，检查公布的事项。", Input: &visit.PlanInput{Items: []string{it.ID}, Day: day, Reason: kind, Apart: "检查内容和所需设备不同。"},
			Open: &casework.Open{Procedure: visit.Name, Channel: "window", Series: visit.Series, Party: who.Party, Person: casework.Person{Name: who.Is.Name, IDKind: who.Is.IDKind, IDValue: who.Is.IDValue}}})
		if err == nil {
			id = out.Case.ID
		}
		return onlyUnlawful(err)
	}}}
	if cancelled {
		return append(s, deed{t.hour(t.cal.DayOf(plan)+1, 11, 0), do(head, "decline_visit", nil, "本月已安排联合检查，不再单独去。")})
	}
	s = append(s, deed{warrant, do(head, "authorise_visit", &visit.WarrantInput{Officers: []string{a.ID, b.ID}, Certificates: []string{fmt.Sprintf("示例%04d", 2*n+1), fmt.Sprintf("示例%04d", 2*n+2)}}, "")},
		deed{t.hour(day, 10, 5), do(party, "let_in", &visit.EntryInput{CodeHash: own}, "")},
		deed{t.hour(day, 16, 20), do(a, "record_visit", &visit.RecordInput{Looked: []string{it.ID}, Finding: finding, Minutes: 20 + rng.IntN(60)}, "按检查码所列事项查看，情况已向企业说明。")})
	if rng.IntN(4) > 0 {
		s = append(s, deed{t.hour(day+2, 9, 30), do(party, "rate_visit", &visit.RatingInput{Stars: stars, Announced: true, CodeHash: own}, "来的人亮了码，只看了说好的。")})
	}
	return s
}

// onlyUnlawful lets pass what the platform refuses by its rules: that is part of the life.
func onlyUnlawful(err error) error {
	if fault.KindOf(err) == fault.Unlawful {
		return nil
	}
	return err
}

// fineOf is one fine, or a first offence that is waived.
func (t *town) fineOf(rng *rand.Rand, n int, d calendar.Day) script {
	rules := fineRules()
	r := rules[n%len(rules)]
	by := actor(t.staff[r.Unit+"/"+string(access.CaseOfficer)][0])
	at := t.hour(d, 14, n)
	f := fine.Fine{Number: fmt.Sprintf("澄罚示例〔%d〕%d号", at.Year(), n+1), Unit: r.Unit, Firm: firm(9100+n, "").Party, Rule: r.ID, Day: t.cal.DayOf(at), First: rng.IntN(3) == 0}
	if r.Waiver && f.First && rng.IntN(4) > 0 {
		f.Waived = true
	} else {
		if rng.IntN(2) == 0 {
			f.Factors = []string{"put-right"}
		}
		f.Amount = min(r.Least+(r.Most-r.Least)/100*fee.Fen(5+rng.IntN(30)), r.Most)
		if rng.IntN(12) == 0 {
			f.Amount = r.Most
		}
		f.Why = "责令改正后仍未改正。"
	}
	return script{{at, func(ctx context.Context) error {
		x, err := fine.Enter(f, rules, f.Day)
		if err != nil {
			return err
		}
		_, err = t.engine.Record(ctx, by, fine.Entered, x, casework.Private{})
		return err
	}}}
}

// doorOf is a call from the door: the first was settled, the second waits for the centre.
func (t *town) doorOf(n int, d calendar.Day) script {
	by := actor(t.staff[centre+"/"+string(access.Supervisor)][0])
	at, party := t.hour(d, 9, 40), fmt.Sprintf("d-demo-%d", n)
	var id casework.ID
	s := script{{at, func(ctx context.Context) error {
		out, err := t.engine.Do(ctx, casework.Command{Actor: access.Actor{ID: access.ByCode, Role: access.Citizen, Division: Division, Party: party}, Verb: "report_door", Reason: "有人没有检查码上门。地点：示例路3号小吃店。要看灭火器，还要买他们的。",
			Open: &casework.Open{Procedure: visit.Door, Channel: "web", Party: party, CodeHash: party, Series: visit.DoorSeries, Person: casework.Person{Phone: "10000009001", Address: "示例路3号小吃店"}}})
		if err == nil {
			id = out.Case.ID
		}
		return err
	}}}
	if n > 0 {
		return s
	}
	do := func(verb string, input any, reason string) func(context.Context) error {
		return func(ctx context.Context) error {
			_, err := t.engine.Do(ctx, casework.Command{Actor: by, Case: id, Verb: verb, Input: input, Reason: reason})
			return err
		}
	}
	return append(s, deed{at.Add(20 * time.Minute), do("attend_door", nil, "")}, deed{at.Add(2 * time.Hour), do("settle_door", &visit.SettleInput{Outcome: "no_officials"}, "来的是推销员，冒充执法人员，已转公安。您没让进是对的。")})
}

// refundOf is money of one of the demo bar's people on its way back: ordered, and to be paid with
// a proof by whoever becomes the unit's officer, or found and waiting for the order.
func (t *town) refundOf(n int, p Person, d calendar.Day) script {
	by, other := actor(t.staff[centre+"/"+string(access.Supervisor)][1]), actor(t.staff[centre+"/"+string(access.Supervisor)][0])
	unit := []string{"public-security", "law-enforcement", "market-regulation"}[n]
	in := refund.OpenInput{Case: refund.Case{Unit: unit, Outcome: fee.NotListed, On: d - 20, Paid: fee.Fen(12000 + 3000*n), Over: fee.Fen(12000 + 3000*n)}}
	at := t.hour(d, 10, 15+n)
	var id casework.ID
	do := func(who access.Actor, verb string, input any, reason string) func(context.Context) error {
		return func(ctx context.Context) error {
			_, err := t.engine.Do(ctx, casework.Command{Actor: who, Case: id, Verb: verb, Input: input, Reason: reason})
			return err
		}
	}
	s := script{{at, func(ctx context.Context) error {
		out, err := t.engine.Do(ctx, casework.Command{Actor: by, Verb: "open_refund", Input: &in, Reason: "收据上写的“资料费”不在收费目录里。",
			Open: &casework.Open{Procedure: refund.Name, Channel: "window", Series: refund.Series, Party: p.Party, Person: casework.Person{Name: p.Is.Name, IDKind: p.Is.IDKind, IDValue: p.Is.IDValue}}})
		if err == nil {
			id = out.Case.ID
		}
		return err
	}}, {t.hour(t.cal.DayOf(at)+1, 9, 20), do(other, "order_refund", nil, "没有依据，全额退还。")}}
	if n == 2 { // the last one waits for the order
		s = s[:1]
	}
	return s
}
