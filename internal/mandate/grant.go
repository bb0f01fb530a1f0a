package mandate

import (
	"slices"
	"time"

	"banjie/internal/access"
	"banjie/internal/fault"
	"banjie/internal/lang"
)

// Rule is what holds for a kind of mandate.
type Rule struct {
	Kind      Kind
	Title     lang.Text
	Proof     []EvidenceKind // one of these is needed
	Principal bool           // the principal may grant it, signed in
	MaxDays   int            // longest term in calendar days, a rule of the house; renewing is a new grant
	Basis     string         // id of internal/law, "" where the article is only named in Rests
	Rests     lang.Text      // the articles in words
}

// Rules is the table of kinds. A parent's and a legal representative's power comes from
// the law, so it is recorded by a window from the proof and not granted by the principal.
var Rules = []Rule{
	{Parent, lang.T("父母（监护人）", "parent or guardian"), []EvidenceKind{Household, Court}, false, 6575, "",
		lang.T("《民法典》第二十三条、第二十七条", "Civil Code arts 23, 27")},
	{Child, lang.T("子女", "son or daughter"), []EvidenceKind{Signed, Paper, Court}, true, 1096, "xkf-29",
		lang.T("《行政许可法》第二十九条、《民法典》第一百六十五条", "Licensing Law art. 29, Civil Code art. 165")},
	{LegalRepresentative, lang.T("法定代表人", "legal representative"), []EvidenceKind{Licence}, false, 1827, "",
		lang.T("《民法典》第六十一条（未核实）", "Civil Code art. 61 (not verified)")},
	{Handler, lang.T("经办人", "authorised handler"), []EvidenceKind{Signed, Paper}, true, 366, "xkf-29",
		lang.T("《行政许可法》第二十九条、《民法典》第一百七十条", "Licensing Law art. 29, Civil Code art. 170")},
	{Helper, lang.T("帮办人", "helper"), []EvidenceKind{Signed, Paper}, true, 183, "xkf-29",
		lang.T("《行政许可法》第二十九条、《民法典》第一百六十五条", "Licensing Law art. 29, Civil Code art. 165")},
}

// Rule gives the kind's rule; an unknown kind has one that permits nothing.
func (k Kind) Rule() Rule {
	for _, r := range Rules {
		if r.Kind == k {
			return r
		}
	}
	return Rule{Kind: k, Title: lang.T(string(k), string(k))}
}

// Kinds of events without a case that change mandates.
const (
	Granted      = "mandate_granted"
	WasWithdrawn = "mandate_withdrawn"
)

// Act is an event without a case: its kind, and the whole mandate as its facts. It
// holds no personal data.
type Act struct {
	Kind    string
	Mandate Mandate
}

// Grant checks a new mandate and gives the act to record. Errors: fault.Forbidden when
// the actor may not grant it, fault.Invalid with the fields that are wrong.
func Grant(a access.Actor, m Mandate, at time.Time) (Act, error) {
	r := m.Kind.Rule()
	if err := mayGrant(a, m, r); err != nil {
		return Act{}, err
	}
	f := fault.InvalidInput()
	if len(r.Proof) == 0 {
		f.At("kind", lang.T("请选择代办关系。", "Choose how you are related."))
	}
	if m.ID == "" || m.Division == "" {
		f.At("id", lang.T("缺少编号或行政区划。", "The number or the division is missing."))
	}
	if m.Agent == "" {
		f.At("agent", lang.T("请填写代办人。", "Say who is to act."))
	}
	if m.Principal == "" {
		f.At("principal", lang.T("请填写被代办人。", "Say for whom."))
	}
	if m.Until.IsZero() || !m.Until.After(m.From) || !m.Until.After(at) {
		f.At("until", lang.T("到期日要晚于今天和开始日。", "The end must lie after today and after the start."))
	} else if limit := m.From.AddDate(0, 0, r.MaxDays); r.MaxDays > 0 && m.Until.After(limit) {
		f.At("until", lang.Format("这类授权一次最长 %d 天，到期可以续授。", "Such a mandate lasts at most %d days; it can be granted again.", r.MaxDays))
	}
	if !slices.ContainsFunc(m.Evidence, func(e Evidence) bool { return e.Ref != "" && slices.Contains(r.Proof, e.Kind) }) {
		f.At("evidence", lang.T("请附上能证明代办关系的材料。", "Attach the proof of the relation."))
	}
	if a.IsStaff() && slices.ContainsFunc(m.Evidence, func(e Evidence) bool { return e.Kind == Signed }) {
		f.At("evidence", lang.T("窗口登记的授权要凭书面材料，不能写成本人在线签署。", "A window records a paper; it cannot stand for the person's own signature."))
	}
	for _, p := range m.Powers {
		if p != Rating && p != Withdrawing {
			f.At("powers", lang.Format("没有“%s”这项权限。", "There is no power %q.", string(p)))
		}
	}
	if slices.Contains(m.Powers, Rating) && m.Kind == Helper {
		f.At("powers", lang.T("帮办人不能代为评价：这等于评价自己的帮助。", "A helper cannot rate: that would be rating their own help."))
	}
	if err := f.Or(); err != nil {
		return Act{}, err
	}
	m.GrantedBy, m.GrantedAt, m.Withdrawn, m.Withdrew = a.ID, at, time.Time{}, ""
	return Act{Granted, m}, nil
}

// mayGrant: the principal in person where the kind allows it, or a window from the
// paper. Nobody grants a power to themselves, and an agent hands nothing on.
func mayGrant(a access.Actor, m Mandate, r Rule) error {
	if a.Mandate != "" || a.For != "" {
		return fault.New(fault.Forbidden, "mandate_not_handed_on",
			lang.T("代办人不能把授权再转给别人。", "An agent cannot hand the mandate on."),
			lang.T("请被代办人本人重新授权。", "Ask the person you act for to grant it."))
	}
	if err := access.Check(a, access.GrantMandate, access.Target{Division: m.Division, Party: m.Principal}); err != nil {
		return err
	}
	if m.Agent == a.ID {
		return fault.New(fault.Forbidden, "mandate_to_oneself",
			lang.T("不能给自己授权。", "Nobody can grant a mandate to themselves."),
			lang.T("请由本人授权，或者由另一位窗口人员凭书面材料登记。", "The person grants it, or another clerk records it from the paper."))
	}
	if !a.IsStaff() && !r.Principal {
		return fault.New(fault.Forbidden, "mandate_from_proof",
			lang.T("这类代办关系要由窗口核对证明后登记。", "This relation is recorded by a window from the proof."),
			lang.T("请带户口簿、营业执照或判决书到任一窗口办理。", "Bring the household book, licence or judgment to any window."))
	}
	return nil
}

// Withdraw checks a withdrawal and gives the act to record. The principal, the agent
// and a window with the paper may withdraw at any time and need no reason. Errors:
// fault.NotFound to anybody else, fault.Conflict when it is withdrawn already.
func Withdraw(a access.Actor, m Mandate, at time.Time) (Act, error) {
	party := m.Principal
	if a.ID == m.Agent && m.Agent != "" {
		party = a.Whose() // the agent lays it down
		if party == "" {
			party, a.For = m.Principal, m.Principal
		}
	}
	if err := access.Check(a, access.WithdrawMandate, access.Target{Division: m.Division, Party: party}); err != nil {
		return Act{}, err
	}
	if !m.Withdrawn.IsZero() {
		return Act{}, fault.New(fault.Conflict, "mandate_withdrawn",
			lang.T("这份授权已经收回了。", "This mandate was withdrawn already."),
			lang.T("不需要再做什么。", "Nothing more is needed."))
	}
	m.Withdrawn, m.Withdrew = at, a.ID
	return Act{WasWithdrawn, m}, nil
}
