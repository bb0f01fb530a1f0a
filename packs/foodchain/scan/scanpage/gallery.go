package scanpage

import (
	"context"
	"io"
	"time"

	"github.com/a-h/templ"

	"banjie/internal/calendar"
	"banjie/internal/fault"
	"banjie/internal/lang"
	"banjie/internal/web/ui"
	"banjie/packs/foodchain/scan"
)

// sampleAt is when sample pages are shown.
var sampleAt = time.Date(2026, 6, 12, 4, 0, 0, 0, time.UTC)

// sampled is the page of a made-up box, judged as a real one is.
func sampled(change func(*scan.Known)) Shown {
	const gtin, key = "09529999000026", "https://id.gs1.org/01/09529999000026/21/B1"
	at := func(day, hour int) time.Time { return time.Date(2026, 6, day, hour, 0, 0, 0, time.UTC) }
	step := func(stage scan.Stage, name, town string, when time.Time) scan.Step {
		return scan.Step{Stage: stage, Key: "https://id.gs1.org/414/9529999000101", Place: scan.Place{Name: lang.T(name, name), Town: lang.T(town, town)}, First: when, Last: when, Zone: 480, Count: 1}
	}
	k := scan.Known{Asked: scan.Asked{Key: key, Levels: []string{key, "https://id.gs1.org/01/" + gtin}, GTIN: gtin, Serial: "B1"}, At: sampleAt, Today: calendar.Date(2026, 6, 12), Thing: key,
		Product: scan.Product{Name: lang.T("示例杨梅（礼盒）", "Sample bayberries, gift box"), Amount: "2.5 kg", Farm: true, Chill: true, Maker: scan.Party{Name: lang.T("示例果品合作社", "Sample Fruit Cooperative"), Phone: "0571-00000020"}},
		Lot:     scan.Lot{MadeOn: calendar.Date(2026, 6, 10), BestBefore: calendar.Date(2026, 6, 18)}, Steps: []scan.Step{step(scan.Harvest, "示例七号梅园", "示例村", at(9, 22)), step(scan.Pack, "示例包装站", "示例镇", at(10, 5)), step(scan.Store, "示例冷库", "示例街道", at(10, 9)), step(scan.Receive, "示例小店", "示例街道", at(11, 0))},
		Things: 2, Papers: []scan.Paper{{Kind: scan.Conformity, Number: "HG-2026-0610-7", Issuer: lang.T("示例果品合作社", "Sample Fruit Cooperative"), On: calendar.Date(2026, 6, 10), Passed: true, Sealed: scan.Good, Page: "/v"}},
		Plots:    []scan.Plot{{Key: "https://id.gs1.org/414/9529999000002/254/P7", Known: true, Name: lang.T("示例七号梅园", "Sample orchard 7"), Village: lang.T("示例村", "Sample village"), Area: 12.5, Use: lang.T("果园", "orchard"), SampledOn: calendar.Date(2025, 3, 2), Lab: lang.T("示例检测中心", "Sample laboratory"), Class: scan.Protected, Provisional: true, Selenium: lang.T("硒0.42 mg/kg", "selenium 0.42 mg/kg"), X: 0.3, Y: 0.6}},
		PlotsAll: 1, Whole: true, Cold: scan.ColdChain{Known: true, From: 0, To: 8, Worst: 6.4, Where: lang.T("示例冷库", "Sample cold store"), Readings: 40}, Seen: scan.Seen{Known: true, Times: 2, First: at(11, 9), Last: at(11, 12)}, RecallsAsked: true, OfficesAsked: true, PapersAsked: true, SoilAsked: true}
	if change != nil {
		change(&k)
	}
	return Shown{Page: &scan.Page{Known: k, Verdict: scan.Judge(&k), Missing: k.Missing(), Contacts: []scan.Contact{{Part: lang.T("监管部门", "Regulator"), Name: lang.T("示例县市场监督管理局", "Sample Market Regulator"), Phone: "0571-00000030"}}},
		Towns: []Town{{Code: "330599101", Name: lang.T("示例镇", "Sample town")}}, Counted: true, Hour: "0"}
}

// GalleryPages are the pages of this package with sample data.
func GalleryPages() ui.GalleryPages {
	public, staff := lang.T("给公众看的", "for the public"), lang.T("给工作人员看的", "for officers")
	slim := func(id, zh, en string, c ui.Component) ui.GalleryPage {
		return ui.GalleryPage{ID: "food-scan-" + id, Name: lang.T(zh, en), Role: public, Draw: func(p ui.Page) templ.Component {
			p.Title = lang.T(zh, en)
			return whole(p, c, true)
		}}
	}
	full := func(id, zh, en string, role lang.Text, c ui.Component) ui.GalleryPage {
		return ui.GalleryPage{ID: "food-" + id, Name: lang.T(zh, en), Role: role, Draw: func(p ui.Page) templ.Component {
			p.Title = lang.T(zh, en)
			return templ.ComponentFunc(func(ctx context.Context, w io.Writer) error {
				return ui.Layout(p).Render(templ.WithChildren(ctx, c.View(p)), w)
			})
		}}
	}
	none := func(k *scan.Known) {
		*k = scan.Known{Asked: k.Asked, At: k.At, Today: k.Today, RecallsAsked: true, OfficesAsked: true, PapersAsked: true}
	}
	recalled := func(k *scan.Known) {
		k.Recalls = []scan.Recall{{Number: "RC202606120001", InForce: true, Level: lang.T("一级召回", "grade 1"), Why: lang.T("抽检不合格", "a failed sample"), What: lang.T("不要吃，退回购买的店。", "Do not eat it; take it back."), By: lang.T("监管部门责令召回", "ordered by the regulator"), Since: sampleAt, Phone: "0571-00000030"}}
	}
	decided := func(k *scan.Known) {
		k.Papers = append([]scan.Paper{{Kind: scan.Sampling, Number: "CJ-2026-0611-3", Issuer: lang.T("示例检测中心", "Sample laboratory"), On: calendar.Date(2026, 6, 11), Says: lang.T("多菌灵超标", "多菌灵超标")},
			{Kind: scan.Sampling, Number: "CJ-2026-0608-1", Issuer: lang.T("示例检测中心", "Sample laboratory"), On: calendar.Date(2026, 6, 8), Passed: true}}, k.Papers...)
		k.Seals = []scan.Seal{{On: calendar.Date(2026, 6, 12), Why: lang.T("票证与货物不符", "papers and goods do not match")}}
	}
	one := Copies{}.Sample()
	one.Code, one.Finding, one.May = "/01/09529999000026/21/B1", scan.CopyOf(scan.Rules[0].ID), true
	one.Of = []scan.Count{{Hour: sampleAt.Unix() / 3600, Town: "330599101", N: 3}}
	_, wrong := scan.Read("09529999000018", 2026)
	return ui.GalleryPages{
		slim("fine", "扫码页：没有发现问题", "A scanned box without faults", sampled(nil)),
		slim("recalled", "扫码页：已召回", "A recalled box", sampled(recalled)),
		slim("failed", "扫码页：抽检不合格，有查封", "A failed sample, and a seal", sampled(decided)),
		slim("copied", "扫码页：码可能是翻印的", "A code that may be a copy", sampled(func(k *scan.Known) { k.Seen.Copy = scan.CopyOf(scan.Rules[0].ID) })),
		slim("cleared", "扫码页：翻印线索已撤", "A finding that was taken back", sampled(func(k *scan.Known) { k.Seen.Cleared = &scan.Cleared{At: sampleAt, Why: scan.Reasons()[0].Text} })),
		slim("unknown", "扫码页：没有记录", "A code of which nothing is known", sampled(none)),
		slim("type", "输入一个码", "Type a code", Typing{}),
		slim("refused", "不是码", "What is no code", Refused{fault.For(wrong), "09529999000018"}),
		slim("about", "这页凭什么、记什么", "What the page rests on", About{scan.RulesInWords()}),
		full("report", "反映食品问题", "Report a problem with food", public, Form{}.Sample()),
		full("reported", "已经登记", "It is registered", public, Filed{}.Sample()),
		full("check", "核对码和凭证", "Check a code or a proof", public, Checking{}.Sample()),
		full("copies", "可能被翻印的码", "Codes that may be copies", staff, Copies{}.Sample()),
		full("copies-one", "一个可能被翻印的码", "One such code", staff, one),
	}
}
