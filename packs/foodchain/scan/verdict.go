package scan

import (
	"slices"
	"time"

	"banjie/internal/calendar"
	"banjie/internal/lang"
)

// Kind of a verdict.
type Kind string

const (
	Recalled Kind = "recalled"
	Failed   Kind = "failed" // an official sample of it, or of what it was made of
	Care     Kind = "care"
	Fine     Kind = "fine"
	Unknown  Kind = "unknown"
)

// Verdict is the first line of the page with its reasons.
type Verdict struct {
	Kind    Kind
	Line    lang.Text
	Says    lang.Text // what to do
	Reasons []lang.Text
}

// Verdicts are all there are. None says that food is safe: records cannot know.
var Verdicts = map[Kind]Verdict{
	Recalled: {Kind: Recalled, Line: lang.T("已召回，不要食用", "Recalled: do not eat"), Says: lang.T("不要吃，不要转送别人。留好包装，按下面的召回通知退货。", "Do not eat it and do not pass it on. Keep the packing and take it back as the notice below says.")},
	Failed:   {Kind: Failed, Line: lang.T("抽检不合格，不要食用", "It failed an official test: do not eat"), Says: lang.T("不要吃，不要转送别人。留好包装，问问卖家；监管部门的电话在下面。", "Do not eat it and do not pass it on. Keep the packing and ask the seller; the regulator's telephone is below.")},
	Care:     {Kind: Care, Line: lang.T("请留意", "Take care"), Says: lang.T("有下面这些情况，请看清楚再决定吃不吃；拿不准就不吃，问问卖家。", "Read the points below before you eat it; if in doubt leave it and ask the seller.")},
	Fine:     {Kind: Fine, Line: lang.T("没有发现问题", "No fault is known"), Says: lang.T("登记的记录里没有查到问题。这说的是记录，不能代替您自己看、自己闻。", "The records show no fault. That is about records; look and smell for yourself all the same.")},
	Unknown:  {Kind: Unknown, Line: lang.T("说不准：记录不全", "Cannot be told: records are missing"), Says: lang.T("没有查到问题，可是该有的记录缺了，我们不能说没问题。", "No fault was found, but records that should be there are missing, so it cannot be called free of faults.")},
}

// Known is all that the sources said of a thing.
type Known struct {
	Asked    Asked
	At       time.Time
	Today    calendar.Day
	Thing    string // key that was found; "" where nothing was captured of any level
	Product  Product
	Lot      Lot
	Places   map[string]Place
	Steps    []Step
	More     []Step // steps left out of Steps
	Things   int    // it was made of
	Cut      bool   // the way is longer than was followed
	Papers   []Paper
	Plots    []Plot
	PlotsAll int  // how many there are
	Whole    bool // PlotsAll is all of them
	Recalls  []Recall
	Seals    []Seal // in force
	Cold     ColdChain
	Seen     Seen
	Sign     Signature
	Events   []Event   // of the proof
	Shelf    []Shelved // of a place: what reached it last

	RecallsAsked bool // somebody knew whether it is recalled
	PapersAsked  bool
	SoilAsked    bool
	OfficesAsked bool        // somebody knew whether samples failed and whether it is sealed
	Failed       []lang.Text // sources that could not be read just now
}

// soonDays is how many days before its last one food is said to run out.
const soonDays = 2

// Judge gives the verdict.
func Judge(k *Known) Verdict {
	if k.Asked.IsPlace() {
		return k.judgePlace()
	}
	var recalled, care, missing []lang.Text
	for _, r := range k.Recalls {
		if r.InForce {
			recalled = append(recalled, lang.T("召回通知 "+r.Number+"："+r.Why.ZH, "Recall "+r.Number+": "+r.Why.EN))
		}
	}
	care = append(care, k.paperFaults()...)
	care = append(care, k.dateFaults()...)
	care = append(care, k.wayFaults()...)
	switch {
	case k.Thing != "":
	case k.Asked.BarCode():
		missing = append(missing, lang.T("这只是商品条码，看不出是哪一批。请在下面选批次或者填批号。", "This is a product's bar code and tells no lot. Choose or type the lot below."))
	default:
		missing = append(missing, lang.T("这个编码没有任何追溯记录。", "Nothing was recorded of this code."))
	}
	if k.Thing != "" && k.PlotsAll == 0 && k.Whole && !k.Asked.IsPlace() {
		missing = append(missing, lang.T("查不到它来自哪块地。", "It does not lead back to a plot."))
	}
	if !k.vouched() {
		missing = append(missing, lang.T("没有合格证，也没有合格的检测报告。", "There is neither an undertaking of conformity nor a passed test."))
	}
	if k.Thing != "" && !k.OfficesAsked {
		missing = append(missing, lang.T("抽检和查封的登记没有查到答复。", "The register of samples and seals gave no answer."))
	}
	if !k.RecallsAsked {
		missing = append(missing, lang.T("召回登记没有查到答复，不知道有没有召回。", "The register of recalls gave no answer; whether it is recalled is not known."))
	}
	kind, reasons := Fine, []lang.Text{lang.T("来源查得到、有合格证明、不在召回名单里。", "It leads back to its origin, it is vouched for, and no recall names it.")}
	switch {
	case len(recalled) > 0:
		kind, reasons = Recalled, append(recalled, care...)
	case k.failed():
		kind, reasons = Failed, append(care, missing...)
	case len(care) > 0:
		kind, reasons = Care, append(care, missing...)
	case len(missing) > 0:
		kind, reasons = Unknown, missing
	}
	v := Verdicts[kind]
	v.Reasons = reasons
	return v
}

// failed says that an official sample of the thing failed, or one of what it was made of.
func (k *Known) failed() bool {
	return slices.ContainsFunc(k.Papers, func(p Paper) bool { return p.Kind == Sampling && !p.Passed })
}

// judgePlace judges by what reached a place last; nothing is said of what it sells beside that.
func (k *Known) judgePlace() Verdict {
	recalled := 0
	for _, s := range k.Shelf {
		if s.Recall {
			recalled++
		}
	}
	v := Verdicts[Unknown]
	switch {
	case recalled > 0:
		v = Verdicts[Care]
		v.Reasons = []lang.Text{lang.Format("这里的货里，有%[1]d批已经召回，见下。", "Of the goods here, %[1]d lots are recalled; see below.", recalled)}
	case len(k.Shelf) == 0:
		v.Reasons = []lang.Text{lang.T("没有登记过到货。", "No arrival is registered.")}
	case !k.RecallsAsked:
		v.Reasons = []lang.Text{lang.T("召回登记没有查到答复，不知道有没有召回。", "The register of recalls gave no answer; whether anything is recalled is not known.")}
	default:
		v = Verdicts[Fine]
		v.Reasons = []lang.Text{lang.Format("最近到这里的%[1]d批货，都不在召回名单里。每样货好不好，请扫它自己的码。", "None of the %[1]d lots that reached it last is recalled. For each scan its own code.", len(k.Shelf))}
	}
	return v
}

// vouched says that a paper in force says the food conforms.
func (k *Known) vouched() bool {
	for _, p := range k.Papers {
		if p.good(k.Today) && (p.Kind == Conformity || p.Kind == Quarantine || p.Kind.IsTest()) {
			return true
		}
	}
	return false
}

func (p Paper) good(today calendar.Day) bool {
	return p.Passed && !p.Revoked && p.Sealed != Bad && (p.ValidUntil == 0 || p.ValidUntil >= today)
}

// Until is the last day, and whether one must not eat it afterwards (use by) or only expects less
// of it (best before). The register goes before what is printed in the code.
func (k *Known) Until() (day calendar.Day, useBy bool) {
	switch {
	case k.Lot.UseBy != 0:
		return k.Lot.UseBy, true
	case k.Asked.UseBy != 0 && k.Lot.BestBefore == 0:
		return k.Asked.UseBy, true
	case k.Lot.BestBefore != 0:
		return k.Lot.BestBefore, false
	}
	return k.Asked.BestBefore, false
}

// MadeOn is the day it was made, of the register or as printed.
func (k *Known) MadeOn() calendar.Day {
	if k.Lot.MadeOn != 0 {
		return k.Lot.MadeOn
	}
	return k.Asked.MadeOn
}

func (k *Known) dateFaults() (care []lang.Text) {
	last, useBy := k.Until()
	switch left := int(last - k.Today); {
	case last == 0:
	case left < 0 && useBy:
		care = append(care, lang.Format("已过保质期%[1]d天，不要吃。", "It is %[1]d days past its use-by day: do not eat it.", -left))
	case left < 0:
		care = append(care, lang.Format("已过保质期%[1]d天。", "It is %[1]d days past its best-before day.", -left))
	case left == 0:
		care = append(care, lang.T("今天是保质期最后一天。", "Today is its last day."))
	case left <= soonDays:
		care = append(care, lang.Format("离保质期最后一天还有%[1]d天。", "%[1]d days are left until its last day.", left))
	}
	differs := func(printed, stated calendar.Day) bool { return printed != 0 && stated != 0 && printed != stated }
	if differs(k.Asked.MadeOn, k.Lot.MadeOn) || differs(k.Asked.BestBefore, k.Lot.BestBefore) || differs(k.Asked.UseBy, k.Lot.UseBy) {
		care = append(care, lang.T("码上的日期跟登记的不一样。", "The day printed in the code is not the one in the register."))
	}
	if made := k.MadeOn(); made > k.Today {
		care = append(care, lang.T("生产日期在今天以后。", "The day it was made lies in the future."))
	}
	return care
}

func (k *Known) paperFaults() (care []lang.Text) {
	if k.Product.Maker.Unproven && !k.Product.Maker.Name.IsZero() {
		care = append(care, lang.T("生产者没有核验过是谁：名称是登记的人自己填的。", "Nobody has seen who the maker is: its name is as whoever registered it typed it."))
	}
	for _, p := range k.Papers {
		name := PaperNames[p.Kind]
		switch {
		case p.Sealed == Bad:
			care = append(care, lang.T(name.ZH+"的签名不对，不能采信。", name.EN+": its signature is wrong, do not rely on it."))
		case p.Withdrawn:
			care = append(care, lang.T(name.ZH+"已由开具人收回："+p.Why.ZH+"。", name.EN+": withdrawn by its issuer: "+p.Why.EN+"."))
		case p.Revoked:
			care = append(care, lang.T(name.ZH+"已经作废。", name.EN+": it was revoked."))
		case !p.Passed && p.Above:
			care = append(care, lang.T("它的原料或者里面的货监督抽检不合格（"+p.Number+"）。", "An official sample of what it was made of, or of what is in it, failed ("+p.Number+")."))
		case !p.Passed && p.Kind == Sampling:
			care = append(care, lang.T("监督抽检不合格（"+p.Number+"）。", "An official sample of it failed ("+p.Number+")."))
		case !p.Passed:
			care = append(care, lang.T(name.ZH+"（"+p.Number+"）有不合格的项目。", name.EN+" ("+p.Number+"): an item failed."))
		}
	}
	return care
}

func (k *Known) wayFaults() (care []lang.Text) {
	if k.Cold.Broken() {
		care = append(care, lang.Format("冷链记录里有%[1]d分钟超出温度范围。", "The cold chain record is outside its band for %[1]d minutes.", int(k.Cold.Outside.Minutes())))
	}
	if k.Cold.Known && k.Cold.Gaps > 0 {
		care = append(care, lang.Format("冷链记录断了%[1]d次，最长%[2]d分钟没有温度。", "The cold chain record has %[1]d gaps, the longest of %[2]d minutes.", k.Cold.Gaps, int(k.Cold.LongGap.Minutes())))
	}
	for _, p := range k.Plots {
		if p.Class == Strict {
			care = append(care, lang.T("有一块地是严格管控类："+p.Village.ZH+"。", "One of its plots is under strict control: "+p.Village.In(lang.EN)+"."))
		}
	}
	if k.Lot.Held {
		care = append(care, lang.T("这批货票证不全，登记为封存，不应当在卖。", "Its papers are incomplete: it is entered as kept apart and should not be on sale."))
	}
	for _, s := range k.Seals {
		care = append(care, lang.T("监管人员"+s.On.String()+"查封了这一批里的货，还没有解封："+s.Why.ZH+"。", "Some of this lot has been under an officer's seal since "+s.On.String()+": "+s.Why.EN+"."))
	}
	for _, r := range k.Recalls {
		if !r.InForce {
			care = append(care, lang.T("以前召回过，召回已经结束："+r.Number+"。", "It was recalled once; that recall has ended: "+r.Number+"."))
		}
	}
	if k.Sign.There && k.Sign.Check == Bad {
		care = append(care, k.Sign.Says)
	}
	if k.Seen.Copy != nil {
		care = append(care, k.Seen.Copy.Says)
	}
	return care
}
