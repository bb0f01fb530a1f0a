// Package desk is the food regulator's desk: whom to sample, what samples said, and how far the six
// links of the food chain are covered.
//
//	plan_sampling ─▶ file for `banjie draw announce` ─▶ draw anybody can verify ─▶ enter_draw ─▶ samples
//	enter_result: a lot, passed or failed ──failed──▶ the form of a recall, filled in
//	correct_result: with a reason; the old one stays, figures go by the new one
//	every night: food_coverage_counted, six indicators by town, each numerator ÷ denominator
//
// Candidates are businesses of the kinds chosen; those with a failed sample or a broken cold chain in
// the last year weigh more, by published weights. Who is drawn comes out of package draw and is
// checked from its file alone: the list must be the plan's, no one draws twice, nobody picks.
//
// Sampling rests on the Food Safety Law, articles 87 and 109. Indicators are formulas as data; small
// cells (a denominator below five) are not shown, nor what would let them be reckoned back; see [Coverage.Told].
package desk

import (
	"cmp"
	"encoding/json"
	"slices"
	"strings"

	"banjie/internal/calendar"
	"banjie/internal/draw"
	"banjie/internal/fault"
	"banjie/internal/lang"
	"banjie/internal/law"
	"banjie/internal/ledger"
)

// Kinds of acts.
const (
	Planned = "food_sampling_planned"
	Drawn   = "food_sampling_drawn"
	Tested  = "food_sample_tested"
	Counted = "food_coverage_counted"
)

// Candidate is a business that may be sampled.
type Candidate struct {
	ID    string `json:"id"`
	Class string `json:"class"` // of [Classes]
}

// Business is what the register says of one.
type Business struct {
	ID, Kind, Name, Town string
	Places               []string
	Named                bool // by a neighbour in the chain alone; it never registered
}

// Classes are the strata by risk with their weights: published, the same for everybody.
var Classes = []struct {
	Class draw.Class
	Says  lang.Text
}{
	{draw.Class{Code: "a", Weight: 1}, lang.T("近一年没有问题", "nothing found in a year")},
	{draw.Class{Code: "b", Weight: 3}, lang.T("近一年冷链断过", "a broken cold chain within a year")},
	{draw.Class{Code: "c", Weight: 5}, lang.T("近一年抽检不合格过", "a failed sample within a year")},
}

// ClassOf is the stratum of a business.
func ClassOf(failed, broken int) string {
	switch {
	case failed > 0:
		return "c"
	case broken > 0:
		return "b"
	}
	return "a"
}

type (
	// Plan is a sampling plan as it was decided, before anything is drawn.
	Plan struct {
		ID         string      `json:"id"`
		Title      string      `json:"title"`
		Kinds      []string    `json:"kinds"`
		Take       int         `json:"take"`
		Candidates []Candidate `json:"candidates"`
	}
	// Draw is its outcome, after it was checked.
	Draw struct {
		Plan  string    `json:"plan"`
		Name  string    `json:"name"`
		Hash  draw.Hash `json:"hash"` // of the announcement
		Taken []string  `json:"taken"`
	}
	// Result is what a laboratory said of one sample.
	Result struct {
		ID       string       `json:"id"`
		Plan     string       `json:"plan,omitempty"`
		Business string       `json:"business"`
		Lot      string       `json:"lot"` // key
		Number   string       `json:"number"`
		Lab      string       `json:"lab"`
		Day      calendar.Day `json:"day"`
		Passed   bool         `json:"passed"`
		Items    string       `json:"items"` // what failed, or what was tested
	}
)

// Check refuses a plan that cannot be drawn.
func (p Plan) Check() error {
	bad := fault.InvalidInput()
	if t := strings.TrimSpace(p.Title); t == "" || len([]rune(t)) > 60 {
		bad.At("title", lang.T("请写计划名称，不超过60个字。", "Please name the plan in at most 60 characters."))
	}
	if len(p.Kinds) == 0 {
		bad.At("kinds", lang.T("请至少勾选一类经营者。", "Please tick at least one kind of business."))
	} else if p.Take < 1 || p.Take > len(p.Candidates) {
		bad.At("take", lang.Format("抽几家要在1和候选家数%d之间。", "How many are drawn lies between 1 and the %d candidates.", len(p.Candidates)))
	}
	return bad.Or()
}

// File is what to announce, for `banjie draw announce`. Sources and parties are filled in by hand:
// their places stand empty in it, and announcing names each that still is.
func (p Plan) File(name func(id string) string) ([]byte, error) {
	out := draw.Plan{Draw: drawName(p), Purpose: "食品抽检 " + p.Title, Take: p.Take,
		Sources: []draw.Source{{Form: draw.Numbers, Count: 7}}, Spare: draw.Source{Form: draw.Numbers, Count: 7}, Parties: make([]draw.Party, 2)}
	for _, c := range Classes {
		if slices.ContainsFunc(p.Candidates, func(x Candidate) bool { return x.Class == c.Class.Code }) {
			out.Classes = append(out.Classes, c.Class)
		}
	}
	for _, c := range p.Candidates {
		out.Candidates = append(out.Candidates, draw.PlanEntry{Name: strings.TrimSpace(c.ID + " " + name(c.ID)), Class: c.Class})
	}
	return json.MarshalIndent(out, "", "  ")
}

// Outcome checks the file of a draw with the office's names against a plan. trust may be nil where
// the keys of the ledger are not at hand: then receipts are not checked and the answer says so.
func (p Plan) Outcome(file, names []byte, trust *ledger.Trust) (d Draw, err error) {
	f, err := draw.ParseFile(file)
	if err != nil {
		return d, err
	}
	list, err := draw.ParseNames(names)
	if err != nil {
		return d, err
	}
	findings, ok := draw.Verify(f, draw.Against{Trust: trust, Names: list})
	for _, v := range findings {
		if v.State == draw.Broken {
			return d, fault.InvalidInput().At("file", v.Text).Or()
		}
	}
	if !ok || f.Result == nil || trust != nil && (f.Receipt == "" || f.ResultRcpt == "") {
		return d, fault.InvalidInput().At("file", lang.T("文件里要有抽取结果和账本的回执。", "The file needs the result and the ledger's receipts.")).Or()
	}
	a, err := draw.ParseAnnouncement(f.Announcement)
	if err != nil {
		return d, err
	}
	of, have := map[draw.Hash]string{}, []Candidate(nil)
	classes := map[draw.Hash]string{}
	for _, e := range a.List {
		classes[e.ID] = e.Class
	}
	for _, n := range list {
		id, _, _ := strings.Cut(n.Name, " ")
		of[n.ID] = id
		have = append(have, Candidate{id, classes[n.ID]})
	}
	if a.Name != drawName(p) || a.Take != p.Take || len(list) != len(a.List) || !slices.Equal(sorted(have), sorted(p.Candidates)) {
		return d, fault.New(fault.Unlawful, "draw_not_of_plan", lang.T("抽取的名称、名单、分层或者家数和计划不一致。", "Name, list, strata or number drawn are not those of the plan."), lang.T("请用本页下载的抽取方案重新公告。", "Please announce the plan that this page hands out."))
	}
	d = Draw{Plan: p.ID, Name: a.Name, Hash: a.Hash()}
	for _, id := range f.Taken {
		d.Taken = append(d.Taken, of[id])
	}
	return d, nil
}

// drawName is under what a plan is drawn. The ledger lets one draw of a name count, so that nobody
// draws again until the outcome pleases.
func drawName(p Plan) string { return "food-" + p.ID }

func sorted(list []Candidate) []Candidate {
	return slices.SortedFunc(slices.Values(list), func(a, b Candidate) int { return cmp.Or(cmp.Compare(a.ID, b.ID), cmp.Compare(a.Class, b.Class)) })
}

// Link is one of the six links with its indicator: a formula as data.
type Link struct {
	ID                     string
	Name                   lang.Text
	Numerator, Denominator lang.Text
	Source                 lang.Text // where the figures come from
}

// Links are the six links of the food chain.
var Links = []Link{
	{"open_works", lang.T("厂厂阳光", "Open works"), lang.T("近30天记过追溯的地点", "places that recorded an event in 30 days"), lang.T("登记了的经营者的地点", "places of businesses that registered"), lang.T("地点登记，只被上下家提到、自己没有登记的不算；按地点的追溯事件", "register of places, without those of businesses that a neighbour named and that never registered; captured events by place")},
	{"lot_tests", lang.T("批批检测", "Every lot tested"), lang.T("有检测结果的批次", "lots with a test result"), lang.T("近30天采收、生产的批次", "lots harvested or made in 30 days"), lang.T("本台登记的结果；赋码、生产的事件", "results entered at this desk; captured events that commission or make")},
	{"codes", lang.T("样样赋码", "Everything coded"), lang.T("进货时有码的批次", "lots received with a code"), lang.T("同上，加上因没有码被查封的", "these, and what was sealed for having none"), lang.T("进货事件；因没有码的查封", "captured receiving events; seals for having no code")},
	{"scans", lang.T("件件扫码", "Everything scanned"), lang.T("发出以后对方扫码收下的", "things sent that the other side received"), lang.T("近30天发出的货品、批次", "things sent in 30 days"), lang.T("发货、收货事件", "captured shipping and receiving events")},
	{"lineage", lang.T("时时追溯", "Traceable at any time"), lang.T("能追到地块的", "those traced back to a plot"), lang.T("近30天进货的货品、批次", "things received in 30 days"), lang.T("收录时给每一批记下的地块", "plots kept for each lot at capture")},
	{"back_checks", lang.T("事事倒查", "Every matter traced back"), lang.T("已经召回的", "those that were recalled"), lang.T("不合格的样品", "samples that failed"), lang.T("本台的结果；从这一批开始的召回", "results of this desk; recalls that begin from the lot")},
}

// Cell is a figure of a link, "" for the whole county.
type Cell struct {
	Link string `json:"link"`
	Town string `json:"town,omitempty"`
	Num  int64  `json:"num"`
	Den  int64  `json:"den"`
}

// Coverage is one night's figures.
type Coverage struct {
	Day   calendar.Day `json:"day"`
	Cells []Cell       `json:"cells"`
}

// Law is what sampling rests on.
var Law = []law.Basis{
	{ID: "spa-87", Law: lang.T("食品安全法", "Food Safety Law"), Version: "2021", Article: "87", Says: lang.T("监管部门对食品进行定期或者不定期的抽样检验，公布结果，不得免检；样品要购买，不得收检验费", "the regulator samples food regularly or otherwise and publishes results; nobody is exempt; samples are bought and no fee is taken"), Verified: true, Source: "full text in an open collection of Chinese laws"},
	{ID: "spa-109", Law: lang.T("食品安全法", "Food Safety Law"), Version: "2021", Article: "109", Says: lang.T("按风险确定监督管理的重点、方式和频次，实施风险分级管理", "focus, manner and frequency of supervision follow the risk, in grades"), Verified: true, Source: "full text in an open collection of Chinese laws"},
}
