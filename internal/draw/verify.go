package draw

import (
	"fmt"
	"slices"
	"time"

	"banjie/internal/fault"
	"banjie/internal/lang"
	"banjie/internal/ledger"
)

// State is how one sentence about a draw stands.
type State string

const (
	Holds     State = "holds"
	Broken    State = "broken"
	Unchecked State = "unchecked" // nothing to check it with was given
)

// Finding is one sentence about a draw.
type Finding struct {
	State State     `json:"state"`
	Text  lang.Text `json:"text"`
}

// Against is what whoever verifies knows from elsewhere.
type Against struct {
	Announced *Hash         // the hash as it was published before; nil: not known
	Trust     *ledger.Trust // keys of the ledger; nil: receipts are not checked
	Names     []Name        // the office's list of names; nil: only opened ones are checked
}

// Verify computes everything again from the file alone and says sentence by sentence what
// holds. ok is whether nothing is broken.
func Verify(f *File, by Against) (found []Finding, ok bool) {
	v := &verifier{file: f, by: by}
	v.run()
	return v.found, !slices.ContainsFunc(v.found, func(f Finding) bool { return f.State == Broken })
}

type verifier struct {
	file  *File
	by    Against
	found []Finding
}

func (v *verifier) say(s State, t lang.Text) { v.found = append(v.found, Finding{s, t}) }

// that says one sentence if good, another if not.
func (v *verifier) that(good bool, holds, broken lang.Text) bool {
	if good {
		v.say(Holds, holds)
	} else {
		v.say(Broken, broken)
	}
	return good
}

func (v *verifier) run() {
	f := v.file
	a, err := ParseAnnouncement(f.Announcement)
	if err != nil {
		v.say(Broken, lang.T("公告："+fault.For(err).Message.ZH, "Announcement: "+fault.For(err).Message.EN))
		for _, p := range fault.For(err).Fields {
			v.say(Broken, lang.T(p.Path+"："+p.Message.ZH, p.Path+": "+p.Message.EN))
		}
		return
	}
	v.say(Holds, lang.Format("公告的格式正确：名单%[1]d个，抽%[2]d个。", "The announcement has the prescribed form: %[1]d candidates, %[2]d to be taken.", len(a.List), a.Take))
	v.that(a.Hash() == f.Hash, lang.Format("公告的哈希值是%s。", "The hash of the announcement is %s.", f.Hash),
		lang.Format("公告的哈希值应是%[1]s，文件里写的是%[2]s：公告被改动过。", "The hash of the announcement is %[1]s and the file says %[2]s: the announcement was altered.", a.Hash(), f.Hash))
	if v.by.Announced != nil {
		v.that(a.Hash() == *v.by.Announced, lang.T("这就是事先公布的那份公告。", "It is the announcement that was published before."),
			lang.T("这不是事先公布的那份公告。", "It is not the announcement that was published before."))
	}
	v.receipt(f.Receipt, Announced, a.Hash(), time.Time{}, a.FirstKnown().Add(-time.Microsecond),
		lang.T("公告在任何来源公布之前就在账本上", "the announcement was on the ledger before any source was published"), v.by.Announced != nil)
	v.reveals(a)
	if f.Result == nil {
		v.that(f.ResultHash == nil && f.Taken == nil && f.Replaced == nil && f.Opened == nil && f.ResultRcpt == "", lang.T("还没有抽，名字没有打开。", "Nothing has been drawn and no name opened yet."),
			lang.T("没有结果，却有结果才有的内容。", "There is no result, but what only a result brings."))
		return
	}
	v.result(a)
}

func (v *verifier) reveals(a Announcement) {
	seen := map[string]bool{}
	for _, r := range v.file.Reveals {
		i := slices.IndexFunc(a.Parties, func(p Party) bool { return p.Name == r.Party })
		if i < 0 || seen[r.Party] {
			v.say(Broken, lang.Format("公告里没有“%s”，或者它亮出了两次。", "The announcement names no “%s”, or it revealed twice.", r.Party))
			continue
		}
		seen[r.Party] = true
		v.that(Commitment(r.Party, r.Value) == a.Parties[i].Commitment, lang.Format("“%s”亮出的值和它的承诺相符。", "What “%s” revealed is what it had committed to.", r.Party),
			lang.Format("“%s”亮出的值和它的承诺不符。", "What “%s” revealed is not what it had committed to.", r.Party))
		v.that(!r.At.Before(a.RevealFrom()) && !r.At.After(a.RevealBy()), lang.Format("“%s”写明的亮出时刻在期限内。", "“%s” revealed in time, by the instant the file states.", r.Party),
			lang.Format("“%s”不在期限内亮出。", "“%s” did not reveal in time.", r.Party))
		v.receipt(r.Receipt, Revealed, r.Hash(a.Hash()), a.RevealFrom(), a.RevealBy(), lang.Format("“%s”按时亮出", "“%s” revealed in time", r.Party), true)
	}
}

func (v *verifier) result(a Announcement) {
	f := v.file
	r, err := ParseResult(f.Result, a)
	if err != nil {
		v.say(Broken, fault.For(err).Message)
		return
	}
	v.that(r.Announced == a.Hash(), lang.T("结果是这份公告的。", "The result is that of this announcement."), lang.T("结果是另一份公告的。", "The result is that of another announcement."))
	for i, s := range a.Sources {
		value, err := s.Value(r.Values[i])
		v.that(err == nil && value == r.Values[i], lang.Format("来源“%[1]s”写的是%[2]s：请和公布的对一对。", "Source “%[1]s” is stated as %[2]s: compare it with what was published.", s.Name, r.Values[i]),
			lang.Format("来源“%s”的数值不合格式。", "The value of source “%s” does not have its form.", s.Name))
	}
	want := Result{Announced: a.Hash(), Values: r.Values, Spare: r.Spare}
	v.contributions(a, r, &want)
	want.draw(a)
	v.that(want.Seed == r.Seed, lang.T("种子由公告、来源和各方的值算出，相符。", "The seed follows from the announcement, the sources and the parties' values."),
		lang.Format("种子应是%s，不符。", "The seed is wrong; it is %s.", want.Seed))
	v.that(slices.Equal(want.Order, r.Order), lang.T("全部次序重新算过，相符。", "The order of all candidates was computed again and is right."), v.firstWrong(want.Order, r.Order))
	v.that(f.ResultHash != nil && *f.ResultHash == r.Hash(), lang.Format("结果的哈希值是%s。", "The hash of the result is %s.", r.Hash()),
		lang.T("结果的哈希值不符：结果被改动过。", "The hash of the result is wrong: the result was altered."))
	v.receipt(f.ResultRcpt, Done, r.Hash(), a.RevealFrom(), time.Time{}, lang.T("结果在账本上", "the result is on the ledger"), true)
	v.replaced(a, r, want.Order)
	v.names(a)
}

func (v *verifier) contributions(a Announcement, r Result, want *Result) {
	missed := false
	for i, p := range a.Parties {
		at := slices.IndexFunc(v.file.Reveals, func(r Reveal) bool { return r.Party == p.Name })
		c := Contribution{Missed: at < 0}
		if at >= 0 {
			c.Value = v.file.Reveals[at].Value
		} else {
			missed = true
			c.Value = Missed(a.Hash(), p.Name, r.Spare)
		}
		want.Contributions = append(want.Contributions, c)
		holds := lang.Format("“%s”亮出的值计入了种子。", "The value of “%s” is part of the seed.", p.Name)
		if c.Missed {
			holds = lang.Format("“%s”没有亮出，按事先定好的规则由备用来源代替。", "“%s” did not reveal; the spare source stands in by the rule fixed beforehand.", p.Name)
		}
		v.that(c == r.Contributions[i], holds, lang.Format("“%s”的值不是它该有的值。", "The value used for “%s” is not the one it has to be.", p.Name))
	}
	if missed || r.Spare != "" {
		value, err := a.Spare.Value(r.Spare)
		v.that(missed && err == nil && value == r.Spare, lang.Format("备用来源“%[1]s”写的是%[2]s：请和公布的对一对。", "The spare source “%[1]s” is stated as %[2]s: compare it with what was published.", a.Spare.Name, r.Spare),
			lang.T("备用来源不该用，或者数值不合格式。", "The spare source was used without need, or its value does not have its form."))
	}
}

func (v *verifier) firstWrong(want, have []Hash) lang.Text {
	for i := range want {
		if want[i] != have[i] {
			return lang.Format("次序不符：第%[1]d个应是%[2]s。", "The order is wrong: number %[1]d is %[2]s.", i+1, want[i])
		}
	}
	return lang.Text{}
}

func (v *verifier) replaced(a Announcement, r Result, order []Hash) {
	f := v.file
	for i, x := range f.Replaced {
		before := taken(a.Take, order, f.Replaced[:i])
		v.that(slices.Contains(before, x.ID) && plainWords(x.Reason), lang.Format("%[1]s被替换，理由是：%[2]s", "%[1]s was replaced, because: %[2]s", x.ID, x.Reason),
			lang.Format("%s本来没有抽中，或者没有理由，不能替换。", "%s was replaced without having been taken, or without a reason.", x.ID))
		v.receipt(x.Receipt, Replaced, x.Hash(r.Hash()), time.Time{}, time.Time{}, lang.T("替换在账本上", "the replacement is on the ledger"), true)
	}
	now := taken(a.Take, order, f.Replaced)
	v.that(slices.Equal(now, f.Taken), lang.Format("抽中的%d个就是次序最前面、没有被替换的。", "The %d taken are the first of the order that were not replaced.", len(now)),
		lang.T("抽中的不是次序最前面、没有被替换的那些。", "Those taken are not the first of the order that were not replaced."))
}

func (v *verifier) names(a Announcement) {
	if len(v.file.Opened) > 0 {
		err := CheckNames(a, v.file.Opened, false)
		v.that(err == nil, lang.Format("打开的%d个名字和名单上的编号相符。", "The %d opened names match their ids in the list.", len(v.file.Opened)), fault.For(err).Message)
	}
	if v.by.Names == nil {
		v.say(Unchecked, lang.T("没有核对：没有打开的名字里有没有重复的、该列没列的。", "Not checked: whether, among the names not opened, one stands twice or one is left out."))
		return
	}
	err := CheckNames(a, v.by.Names, true)
	v.that(err == nil, lang.T("整份名单的名字都打开核对过，没有重复。", "All names of the list were opened and checked; none stands twice."), fault.For(err).Message)
}

// CheckNames says whether names open candidates of the list, each name once, and whether they
// are all of it.
func CheckNames(a Announcement, names []Name, all bool) error {
	listed := make(map[Hash]bool, len(a.List))
	for _, e := range a.List {
		listed[e.ID] = true
	}
	bad := func(t lang.Text) error {
		return fault.New(fault.Invalid, "bad_names", t, lang.T("请用公告时写出的那份名字文件。", "Use the file of names that was written with the announcement."))
	}
	seen := make(map[string]bool, len(names))
	for _, n := range names {
		switch {
		case Candidate(n.Salt, n.Name) != n.ID || !listed[n.ID]:
			return bad(lang.Format("“%s”不是名单上那个编号的名字。", "“%s” is not the name behind that id of the list.", n.Name))
		case seen[n.Name]:
			return bad(lang.Format("“%s”在名单上不止一次。", "“%s” stands in the list more than once.", n.Name))
		}
		seen[n.Name] = true
	}
	if all && len(names) != len(a.List) {
		return bad(lang.Format("名单有%[1]d个，名字只有%[2]d个。", "The list has %[1]d candidates and there are %[2]d names.", len(a.List), len(names)))
	}
	return nil
}

// receipt says what the ledger proves: that an act of this kind about this hash was recorded
// within [from, until]; a zero instant is no bound.
func (v *verifier) receipt(text, kind string, about Hash, from, until time.Time, what lang.Text, quiet bool) {
	switch {
	case text == "" && quiet && v.by.Trust == nil:
	case text == "":
		v.say(Unchecked, lang.T("没有核对："+what.ZH+"（文件里没有回执）。", "Not checked: that "+what.EN+" (the file holds no receipt)."))
	case v.by.Trust == nil:
		v.say(Unchecked, lang.T("没有核对："+what.ZH+"（没有给出账本的公钥，用--key）。", "Not checked: that "+what.EN+" (no key of the ledger was given; use --key)."))
	default:
		got, err := ledger.Verify([]byte(text), *v.by.Trust)
		at := got.Recorded
		switch {
		case err != nil:
			v.say(Broken, lang.T(what.ZH+"：回执无效。"+fault.For(err).Message.ZH, "That "+what.EN+": the receipt is not valid. "+fault.For(err).Message.EN))
		case got.Kind != kind || got.Number != about.String():
			v.say(Broken, lang.T(what.ZH+"：回执是另一件事的。", "That "+what.EN+": the receipt is about something else."))
		case !from.IsZero() && at.Before(from) || !until.IsZero() && at.After(until):
			v.say(Broken, lang.T(fmt.Sprintf("%s：账本记下的时刻%s不在规定的时间内。", what.ZH, at.Format(time.RFC3339)), fmt.Sprintf("That %s: the ledger recorded it at %s, outside the time allowed.", what.EN, at.Format(time.RFC3339))))
		default:
			demo := lang.Text{}
			if got.Demonstration {
				demo = lang.T("（演示的账本，时钟可以拨）", " (a demonstration's ledger, whose clock is moved by hand)")
			}
			v.say(Holds, lang.T(fmt.Sprintf("账本证明：%s，记于%s，第%d条%s。", what.ZH, at.Format(time.RFC3339), got.Leaf+1, demo.ZH), fmt.Sprintf("The ledger proves that %s: recorded at %s, number %d%s.", what.EN, at.Format(time.RFC3339), got.Leaf+1, demo.EN)))
		}
	}
}
