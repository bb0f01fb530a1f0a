package rating

import (
	"slices"
	"strings"

	"banjie/internal/access"
	"banjie/internal/casework"
	"banjie/internal/fault"
	"banjie/internal/lang"
	"banjie/internal/seal"
)

// Proof is how it is known that the person gave the rating. There is no rating without one:
// whoever is neither signed in nor holds the code is no applicant of the case.
type Proof string

const (
	ByAccount   Proof = "account" // signed in
	ByMandate   Proof = "mandate" // signed in, for another, under a mandate that says so
	ByCode      Proof = "code"    // number and return code
	BySignature Proof = "signed"  // signed with the key that the return code makes
)

// Proofs in words.
var Proofs = map[Proof]lang.Text{
	ByAccount: lang.T("登录账号", "signed in"), ByMandate: lang.T("凭代办授权登录", "signed in under a mandate"),
	ByCode: lang.T("凭编号和查询码", "by number and code"), BySignature: lang.T("用查询码签名", "signed with the code"),
}

// proofOf says how the actor is known; false: not at all.
func proofOf(a access.Actor, in Input) (Proof, bool) {
	switch {
	case in.Signature != "":
		return BySignature, true // the guard of [SignedRows] has checked it
	case a.ID == access.ByCode:
		return ByCode, true
	case a.ID != "" && a.Mandate != "":
		return ByMandate, true
	}
	return ByAccount, a.ID != ""
}

// Statement is what a rating says, as it is signed with the key of the return code.
func Statement(number, verb string, in Input) seal.Statement {
	tags := slices.Clone(in.Tags)
	slices.Sort(tags)
	return seal.Statement{Number: number, Act: verb, Value: string(in.Grade) + " " + strings.Join(tags, ",")}
}

// SignedRows are the rating verbs of a procedure whose reporters are known by their code
// alone: a rating counts only with the signature that the code makes, and a try without one
// is on record. keys gives what the office keeps of the code.
func SignedRows(ended []casework.State, keys func(*casework.Case) seal.ReporterKeys) []casework.Transition {
	return guarded(ended, casework.Guard{Name: "signed_by_the_code", Attempt: true, Says: lang.T("由查询码签名，别人不能代评", "signed with the return code; nobody can rate in the reporter's place"),
		Check: func(d *casework.Decision) error {
			in := casework.Input[Input](d)
			if !keys(d.Case).Signed(Statement(d.Case.Number, d.Trans.Verb, in), in.Signature) {
				return fault.New(fault.Unlawful, "not_signed", lang.T("只有投诉人自己凭查询码才能评价。", "Only the reporter can rate, with the return code."),
					lang.T("请用编号和查询码打开投诉，再评价。", "Please open the complaint with number and code and rate there."))
			}
			return nil
		}})
}

// unsigned refuses a signature where no key of the case could have made it.
func unsigned() casework.Guard {
	return casework.Guard{Name: "known_rater", Basis: "hcp-2019", Says: lang.T("登录、代办授权或者凭查询码，知道是本人评的", "signed in, under a mandate or by the code: it is known that the person rates"),
		Check: func(d *casework.Decision) error {
			in := casework.Input[Input](d)
			if _, ok := proofOf(d.Cmd.Actor, Input{}); !ok || in.Signature != "" {
				return fault.New(fault.Unlawful, "rater_unknown", lang.T("不知道是不是本人评价。", "It is not known that the person rates."),
					lang.T("请登录，或者用编号和查询码打开办件后评价。", "Please sign in, or open the case with number and code, and rate there."))
			}
			return nil
		}}
}
