package chain

import (
	"context"
	"slices"

	"banjie/internal/access"
	"banjie/internal/fault"
	"banjie/internal/idnum"
	"banjie/internal/lang"
)

// How it was shown whose a business is, where no paper was seen for it.
const (
	ByAccount = "account" // its owner's account is proven: by the document that has the credit code, or of the household itself
	ByMandate = "mandate" // whoever registered it acts by mandate for such an owner
)

// Paper is one that a window or a village agent may have seen.
type Paper struct {
	ID        string
	Name      lang.Text
	Household bool // of one without a business licence
}

// Papers are those that say whose a business is: a rule of the house.
var Papers = []Paper{
	{"business_licence", lang.T("营业执照", "Business licence"), false},
	{"food_licence", lang.T("食品生产、经营许可证或者小作坊、小餐饮登记证", "Food licence or registration"), false},
	{"stall_card", lang.T("食品摊贩登记卡", "Card of a registered stall"), true},
	{"identity_card", lang.T("身份证（农户、小摊）", "Identity card (household, stall)"), true},
	{"village_letter", lang.T("村委会的证明（农户）", "Letter of the village (household)"), true},
}

// PaperName names what showed whose a business is.
func PaperName(proof string) lang.Text {
	switch proof {
	case "":
		return lang.T("没有核验", "not proven")
	case ByAccount:
		return lang.T("本人或者本单位的账号，证件核验过", "its owner's own account, proven")
	case ByMandate:
		return lang.T("凭本人或者本单位的授权", "a mandate of its owner")
	}
	for _, p := range Papers {
		if p.ID == proof {
			return p.Name
		}
	}
	return lang.T(proof, proof)
}

// tagOf is the party that a credit code is the document of; "" where no tags are made here.
func (d *Desk) tagOf(code string) string {
	if d.Tag == nil || code == "" {
		return ""
	}
	return d.Tag(string(idnum.KindUSCC), code)
}

// proof says what shows whose a business is, "" for nothing. A credit code is printed on every
// licence on a wall, so that typing it shows nothing: the account's own proven document must be the
// one with that code, or the mandate be of a party with that document, or a window or an agent of
// the village have seen a paper. A household without a code is its own proven person's. Errors:
// fault.Invalid at "paper".
func (d *Desk) proof(by access.Actor, b Business, paper string) (string, error) {
	sees := by.IsStaff() || by.Role == access.Agent && by.For != ""
	if sees && (paper != "" || by.IsStaff()) {
		i := slices.IndexFunc(Papers, func(p Paper) bool { return p.ID == paper && p.Household == b.Household })
		if i < 0 {
			return "", fault.InvalidInput().At("paper", lang.T("请选择您看过哪一种证件；有统一社会信用代码的看执照，农户、小摊看身份证、登记卡或者村里的证明。", "Please choose which paper you saw: a licence for a credit code; an identity card, a stall's card or the village's letter for a household.")).Or()
		}
		return Papers[i].ID, nil
	}
	own := b.Household && access.Documented(by.Whose())
	if b.Code != "" {
		tag := d.tagOf(b.Code)
		own = tag != "" && tag == by.Whose()
	}
	switch {
	case !own:
		return "", nil
	case by.For != "":
		return ByMandate, nil
	case by.Proven():
		return ByAccount, nil
	}
	return "", nil
}

// Prove enters what shows whose a business is that was registered without it. Errors: fault.Unlawful
// where nothing does, fault.Conflict where its code is proven by somebody else.
func (d *Desk) Prove(ctx context.Context, by access.Actor, b Business, paper string) (Business, error) {
	if _, err := d.May(by, b); err != nil {
		return b, err
	}
	proof, err := d.proof(by, b, paper)
	if err != nil {
		return b, err
	}
	if proof == "" {
		return b, fault.New(fault.Unlawful, "not_proven", lang.T("您的账号还没有核验，或者核验的证件不是这个统一社会信用代码的。", "Your account is not proven, or not by a document with this credit code."),
			lang.T("请带营业执照到窗口核验账号，或者请窗口、村里的代办员看过执照以后登记。", "Please have the account proven at a window with the licence, or have a window or the village agent enter that they saw it."))
	}
	list, err := d.Store.WithCode(ctx, d.Division, b.Code)
	if err != nil {
		return b, err
	}
	if i := slices.IndexFunc(list, func(had Business) bool { return had.Proven && had.ID != b.ID }); b.Code != "" && i >= 0 {
		return b, fault.New(fault.Conflict, "business_registered", lang.T("这个统一社会信用代码已经由别人核验登记过了。", "This credit code is registered and proven by somebody else."), lang.T("请到窗口核对两边的证件。", "Please have a window compare the papers."))
	}
	if b.Proof, b.Proven = proof, true; !by.IsStaff() {
		b.Party = by.Whose()
	}
	return d.enter(ctx, by, b)
}

// signs refuses what a business may not put its name to while nobody has shown whose it is.
func (b Business) signs() error {
	if b.Proven {
		return nil
	}
	return fault.New(fault.Unlawful, "business_not_proven", lang.T("这一家还没有核验是谁的，不能开合格证、通行证，也不能提出召回。", "It was not shown whose this business is, so it issues no certificate or pass and recalls nothing."),
		lang.T("请用证件核验过的本单位账号打开“核验”，或者带营业执照请窗口、村里的代办员登记。", "Please open “prove it” from the business's own proven account, or have a window or the village agent see the licence."))
}

// CheckOwner is the fault of [Business.signs] for other packages of the pack.
func (b Business) CheckOwner() error { return b.signs() }

// mayHavePrefix checks a company prefix of a business's own. Two that overlap would give out the
// same numbers twice.
func (d *Desk) mayHavePrefix(ctx context.Context, b Business) error {
	if err := CheckPrefix(b.Prefix); err != nil {
		return err
	}
	if !b.Proven {
		return fault.InvalidInput().At("prefix", lang.T("核验以后才能用自己的厂商识别代码。", "A company prefix of one's own is used once it is shown whose the business is.")).Or()
	}
	had, err := d.Store.Overlapping(ctx, d.Division, b.Prefix, b.ID)
	if err == nil && len(had) > 0 {
		err = overlaps()
	}
	return err
}

// overlaps is the fault of a company prefix within which, or around which, another one lies.
func overlaps() error {
	return fault.InvalidInput().At("prefix", lang.T("这个厂商识别代码和别人的重叠，会发出一样的编码。", "This company prefix overlaps with another one's: the same numbers would be given out twice.")).Or()
}

// othersPrefix says that a number lies below the company prefix of another business.
func (d *Desk) othersPrefix(ctx context.Context, b Business, gtin string) (bool, error) {
	owner, err := d.Store.PrefixOwner(ctx, d.Division, gtin[1:])
	return owner != "" && owner != b.ID, err
}
