// Package fine is the register of fines 罚款登记: by which rule, how far the law reaches, which
// factors counted, how much, and what others got for the same.
//
//	criteria ─ PublishRule ─▶ rule (versions)          fine ─ Enter ─▶ entered (never changed; a slip is annulled by another entry)
//	                            │ range, factors, waiver      │ amount outside the range is refused, with the article
//	                            └────────── Measure ──────────┘ spread within equal facts, share at the top, waivers, December
//
// A fine stands here as the unit entered it: the firm is an opaque tag, and nothing of the
// register names one in public. A first offence for which the rule knows a waiver is entered as
// waived, or with the reason why not. Criteria of discretion and waiver rest on arts. 33 and 34
// of the Administrative Penalty Law, whose text was not read here (law:xcf-33, law:xcf-34).
//
// It decides no penalty and collects no money, and has no figure of an officer.
package fine

import (
	"cmp"
	"context"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"banjie/internal/calendar"
	"banjie/internal/fault"
	"banjie/internal/lang"
	"banjie/internal/registers/fee"
)

// Kinds of the events, without a case, that change the register.
const (
	RulePublished = "fine_rule_published" // facts: a [Rule]
	Entered       = "fine_entered"        // facts: a [Fine]
)

// Rule is what one article allows for one kind of facts.
type Rule struct {
	ID        string    `json:"id"`
	Version   int       `json:"version"`
	Unit      string    `json:"unit"`
	Name      lang.Text `json:"name"` // the facts: 未按规定公示价格
	Statute   string    `json:"statute"`
	Article   string    `json:"article"`
	Read      bool      `json:"read"` // whether the text was read here
	Least     fee.Fen   `json:"least"`
	Most      fee.Fen   `json:"most"`              // 0 with multiples
	Low       int       `json:"low,omitempty"`     // least multiple of the base, in tenths
	High      int       `json:"high,omitempty"`    // greatest, in tenths; 0: the rule is a range of amounts
	Factors   []Factor  `json:"factors,omitempty"` // that may count
	Waiver    bool      `json:"waiver,omitempty"`  // a first, slight offence put right in time may go unpunished
	Reason    string    `json:"reason,omitempty"`
	Synthetic bool      `json:"synthetic,omitempty"`
}

// Factor is one published circumstance that counts.
type Factor struct {
	ID   string    `json:"id"`
	Name lang.Text `json:"name"`
}

// Fine is one entry.
type Fine struct {
	Number  string       `json:"number"` // of the written decision
	Unit    string       `json:"unit"`
	Firm    string       `json:"firm"` // tag
	Rule    string       `json:"rule"`
	Version int          `json:"version"` // of the rule
	Day     calendar.Day `json:"day"`
	Base    fee.Fen      `json:"base,omitempty"` // value of the goods, where the rule takes multiples
	Amount  fee.Fen      `json:"amount"`
	Factors []string     `json:"factors,omitempty"`
	First   bool         `json:"first,omitempty"`  // first offence of the firm of this kind
	Waived  bool         `json:"waived,omitempty"` // no fine, for the waiver
	Why     string       `json:"why,omitempty"`    // why a first offence was not waived
}

// Range is what the rule allows for a base.
func (r Rule) Range(base fee.Fen) (least, most fee.Fen) {
	if r.High == 0 {
		return r.Least, r.Most
	}
	return base * fee.Fen(r.Low) / 10, base * fee.Fen(r.High) / 10
}

// Says is the range in words.
func (r Rule) Says() lang.Text {
	if r.High == 0 {
		return lang.T(r.Least.Yuan()+"元到"+r.Most.Yuan()+"元", r.Least.Yuan()+" to "+r.Most.Yuan()+" yuan")
	}
	low, high := fee.Decimal(r.Low)*100_000, fee.Decimal(r.High)*100_000
	return lang.T("货值的"+low.String()+"倍到"+high.String()+"倍", low.String()+" to "+high.String()+" times the value")
}

// Cite names statute and article.
func (r Rule) Cite() string { return "《" + strings.Trim(r.Statute, "《》") + "》" + r.Article }

// Register is the rules, last versions, and the fines of a division.
type Register interface {
	Rules(ctx context.Context, division string) ([]Rule, error) // every version
	// Fines gives entries by day; zero values are any.
	Fines(ctx context.Context, division, unit string, from, to calendar.Day) ([]Fine, error)
}

var slug = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)

// mostBase keeps multiples within whole numbers.
const mostBase fee.Fen = 1e15

// Newest gives the last version of each rule, by unit and name.
func Newest(rules []Rule) []Rule {
	newest := map[string]Rule{}
	for _, r := range rules {
		if r.Version > newest[r.ID].Version {
			newest[r.ID] = r
		}
	}
	var all []Rule
	for _, r := range newest {
		all = append(all, r)
	}
	slices.SortFunc(all, func(a, b Rule) int { return cmp.Or(cmp.Compare(a.Unit, b.Unit), cmp.Compare(a.ID, b.ID)) })
	return all
}

// PublishRule checks what shall become the next version of a rule, and numbers it.
func PublishRule(next Rule, have []Rule) (Rule, error) {
	bad := fault.InvalidInput()
	if !slug.MatchString(next.ID) || len(next.ID) > 60 {
		bad.At("id", lang.T("编号用小写英文字母、数字和短横线。", "The id is of small letters, digits and hyphens."))
	}
	for place, s := range map[string]string{"name": next.Name.ZH, "statute": next.Statute, "article": next.Article} {
		if strings.TrimSpace(s) == "" || len([]rune(s)) > 120 {
			bad.At(place, lang.T("请填写，最多120个字。", "Please fill this in, with at most 120 characters."))
		}
	}
	switch {
	case next.High == 0 && (next.Least < 0 || next.Most <= next.Least):
		bad.At("most", lang.T("幅度的上限要高于下限。", "The greatest amount lies above the least."))
	case next.High != 0 && (next.Low < 0 || next.High <= next.Low || next.High > 1000 || next.Least != 0 || next.Most != 0):
		bad.At("high", lang.T("倍数的上限要高于下限，最多100倍，并且不再写金额。", "The greatest multiple lies above the least, at most 100, and there are no amounts beside it."))
	}
	next.Version = 1
	for _, r := range have {
		if r.ID == next.ID {
			next.Version = max(next.Version, r.Version+1)
			if r.Unit != next.Unit {
				bad.At("id", lang.T("这个编号是别的单位的。", "This id is another unit's."))
			}
		}
	}
	if next.Version > 1 && strings.TrimSpace(next.Reason) == "" {
		bad.At("reason", lang.T("请写明为什么修改。", "Please say why it is changed."))
	}
	return next, bad.Or()
}

// Enter checks a fine against the last version of its rule. An amount that the article does
// not reach is refused.
func Enter(f Fine, rules []Rule, today calendar.Day) (Fine, error) {
	bad := fault.InvalidInput()
	var rule Rule
	for _, r := range rules {
		if r.ID == f.Rule && r.Version > rule.Version {
			rule = r
		}
	}
	if rule.Version == 0 || rule.Unit != f.Unit {
		bad.At("rule", lang.T("请选择本单位公布的裁量基准。", "Please choose a rule that the unit has published."))
		return f, bad.Or()
	}
	f.Version = rule.Version
	if strings.TrimSpace(f.Number) == "" || len([]rune(f.Number)) > 60 {
		bad.At("number", lang.T("请填写处罚决定书文号。", "Please enter the number of the written decision."))
	}
	if f.Firm == "" {
		bad.At("uscc", lang.T("请填写企业的统一社会信用代码。", "Please enter the firm's credit code."))
	}
	if f.Day == 0 || f.Day > today {
		bad.At("day", lang.T("请填写作出处罚的那天，不能晚于今天。", "Please enter the day of the decision, today at the latest."))
	}
	for _, id := range f.Factors {
		if !slices.ContainsFunc(rule.Factors, func(x Factor) bool { return x.ID == id }) {
			bad.At("factors", lang.T("有一个情节不在公布的基准里。", "One circumstance is not in the published criteria."))
		}
	}
	if rule.High > 0 && (f.Base <= 0 || f.Base > mostBase) {
		bad.At("base", lang.T("按倍数罚的，请填写货值金额。", "The rule takes multiples: please enter the value of the goods."))
	}
	if f.Waived && (!rule.Waiver || !f.First || f.Amount != 0) {
		bad.At("waived", lang.T("只有基准写明、初次违法、金额为零的，才能登记为不予处罚。", "Only what the rule allows, for a first offence, and with no amount, is entered as waived."))
	}
	if rule.Waiver && f.First && !f.Waived && strings.TrimSpace(f.Why) == "" {
		bad.At("why", lang.T("初次违法可以不罚；要罚的，请写明为什么。", "A first offence may go unpunished; to fine it, say why."))
	}
	if err := bad.Or(); err != nil || f.Waived {
		return f, err
	}
	if least, most := rule.Range(f.Base); f.Amount < least || f.Amount > most {
		return f, fault.New(fault.Unlawful, "fine_out_of_range", lang.T("罚款"+f.Amount.Yuan()+"元超出"+rule.Cite()+"的幅度（"+least.Yuan()+"元到"+most.Yuan()+"元）。", "A fine of "+f.Amount.Yuan()+" yuan is outside "+rule.Cite()+" ("+least.Yuan()+" to "+most.Yuan()+" yuan)."),
			lang.T("这样的处罚不能登记。请核对金额和条款；减轻处罚的，用相应的基准。", "Such a fine is not entered. Check amount and article; for a reduced penalty use the rule that provides it.")).
			Under("xcf-34").At("amount", lang.T("要在"+least.Yuan()+"元到"+most.Yuan()+"元之间。", "Between "+least.Yuan()+" and "+most.Yuan()+" yuan."))
	}
	return f, nil
}

// Alike are the other fines for equal facts: same rule and version, same factors, first offence or not.
func Alike(f Fine, all []Fine) (same []Fine) {
	for _, o := range all {
		if o.Number != f.Number && facts(o) == facts(f) {
			same = append(same, o)
		}
	}
	return same
}

// facts is a key for what was done and what counted, whatever the amount.
func facts(f Fine) string {
	factors := slices.Clone(f.Factors)
	slices.Sort(factors)
	first := ""
	if f.First {
		first = "first"
	}
	return f.Rule + "\x00" + strconv.Itoa(f.Version) + "\x00" + first + "\x00" + strings.Join(factors, "\x00")
}

// Measures of a unit over a year.
type Measures struct {
	Unit     string
	Entries  int
	Firms    int
	Largest  int     // entries of one firm
	Fined    int     // not waived
	AtTop    int     // of Fined, at the greatest amount the rule allows
	First    int     // first offences for which the rule knows a waiver
	Waived   int     // of them
	December int     // of Fined, on days of December
	Spread   float64 // coefficient of variation within equal facts, in groups of three or more, weighted by their size
	Grouped  int     // fines in such groups
}

// Measure counts by unit. Amounts under rules with multiples are compared as multiples.
func Measure(fines []Fine, rules []Rule) []Measures {
	rule := func(f Fine) Rule {
		for _, r := range rules {
			if r.ID == f.Rule && r.Version == f.Version {
				return r
			}
		}
		return Rule{}
	}
	by, firms, groups := map[string]*Measures{}, map[[2]string]int{}, map[[2]string][]float64{}
	for _, f := range fines {
		m := by[f.Unit]
		if m == nil {
			m = &Measures{Unit: f.Unit}
			by[f.Unit] = m
		}
		r := rule(f)
		m.Entries++
		firms[[2]string{f.Unit, f.Firm}]++
		if r.Waiver && f.First {
			m.First++
			if f.Waived {
				m.Waived++
			}
		}
		if f.Waived {
			continue
		}
		m.Fined++
		if _, most := r.Range(f.Base); f.Amount == most {
			m.AtTop++
		}
		if _, month, _ := f.Day.Date(); month == 12 {
			m.December++
		}
		x := float64(f.Amount)
		if r.High > 0 {
			x /= float64(f.Base)
		}
		key := [2]string{f.Unit, facts(f)}
		groups[key] = append(groups[key], x)
	}
	for key, n := range firms {
		m := by[key[0]]
		m.Firms++
		m.Largest = max(m.Largest, n)
	}
	for _, key := range sorted(groups) {
		if xs := groups[key]; len(xs) >= 3 {
			m := by[key[0]]
			m.Spread += variation(xs) * float64(len(xs))
			m.Grouped += len(xs)
		}
	}
	all := make([]Measures, 0, len(by))
	for _, m := range by {
		if m.Grouped > 0 {
			m.Spread /= float64(m.Grouped)
		}
		all = append(all, *m)
	}
	slices.SortFunc(all, func(a, b Measures) int { return cmp.Compare(a.Unit, b.Unit) })
	return all
}

// sorted gives the keys in order, so that sums of fractions come out the same each time.
func sorted(groups map[[2]string][]float64) [][2]string {
	keys := make([][2]string, 0, len(groups))
	for k := range groups {
		keys = append(keys, k)
	}
	slices.SortFunc(keys, func(a, b [2]string) int { return cmp.Or(cmp.Compare(a[0], b[0]), cmp.Compare(a[1], b[1])) })
	return keys
}

// variation is the coefficient of variation with n−1, 0 where all are nought.
func variation(xs []float64) float64 {
	mean, sum := 0.0, 0.0
	for _, x := range xs {
		mean += x / float64(len(xs))
	}
	if mean == 0 {
		return 0
	}
	for _, x := range xs {
		sum += (x - mean) * (x - mean)
	}
	return math.Sqrt(sum/float64(len(xs)-1)) / mean
}
