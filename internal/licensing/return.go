package licensing

import (
	"slices"

	"banjie/internal/casework"
	"banjie/internal/catalog"
	"banjie/internal/fault"
	"banjie/internal/lang"
)

// Grounds of a return 退件. No article knows it (XKF 32 knows acceptance, correction and
// refusal): the list is a rule of the house, marked not verified, and kept to what is no
// asking of its own, so that nobody is sent away unexamined who ought to get one of the three.
// What a person wants back is withdrawn by that person.
const (
	DoubleFiling = "double_filing" // the same was filed before and goes on under its own number
	TestFiling   = "test_filing"   // made by staff to try the system
)

// ReturnInput says why a filing goes back unexamined.
type ReturnInput struct {
	Ground string `json:"ground"`
	Other  string `json:"other,omitempty"` // number of the case that goes on, for a double filing
}

// ReturnGrounds gives the closed list with its words.
func ReturnGrounds() []catalog.Option {
	return []catalog.Option{
		{ID: DoubleFiling, Text: lang.T("重复提交，原申请继续办理", "Filed twice; the first one goes on")},
		{ID: TestFiling, Text: lang.T("工作人员的测试件", "A filing made by staff as a test")},
	}
}

func offered(options []catalog.Option, id string) bool {
	return slices.ContainsFunc(options, func(o catalog.Option) bool { return o.ID == id })
}

func mayReturn() casework.Guard {
	return casework.Guard{Name: "may_return", Basis: "illustrative", Says: lang.T("本系统规则（未核实）：只能因重复提交或者测试件退件", "rule of the house (not verified): only what was filed twice or a test goes back unexamined"),
		Check: func(d *casework.Decision) error {
			in := casework.Input[ReturnInput](d)
			bad := fault.InvalidInput()
			switch in.Ground {
			case DoubleFiling:
				if len(in.Other) < len("202603020001") || in.Other == d.Case.Number {
					bad.At("other", lang.T("请填写继续办理的那一件的编号。", "Please give the number of the case that goes on."))
				}
			case TestFiling:
				if first := d.Case.Events[0].By; first.Relation != casework.Receiver || first.ID == d.Cmd.Actor.ID {
					return unlawful("no_test", "只有工作人员自己录入的测试件，才能由另一名工作人员退件。", "Only what staff entered as a test goes back as one, and another member of staff returns it.",
						"申请人提交的，请受理、一次性告知补正，或者依法不予受理。", "What an applicant filed is accepted, corrected once, or refused by law.", "xkf-32.6")
				}
			default:
				bad.At("ground", lang.T("请选择退件的原因。材料不全的，请一次性告知补正；不该受理的，请依法不予受理；申请人要求退回的，请登记撤回。", "Please choose why. What is incomplete is corrected once; what is not accepted is refused by law; what the applicant wants back is withdrawn."))
			}
			return bad.Or()
		}}
}

func decideReturn(d *casework.Decision) error {
	in := casework.Input[ReturnInput](d)
	d.EndTasks()
	d.Facts.Code = in.Ground
	return d.SetData(struct {
		Ground string `json:"ground"`
		Other  string `json:"other,omitempty"`
	}{in.Ground, in.Other})
}

// PaperMaterial is what a signed paper is called among the files of an act.
const PaperMaterial = "signed_paper"

// PaperInput is what a window needs to act for a person who stands there: the signed paper.
// Applicants who act themselves leave it empty.
type PaperInput struct {
	Files []casework.File `json:"files,omitempty"`
}

// Sent implements casework.WithFiles.
func (in *PaperInput) Sent() []casework.File { return in.Files }

// PaperFacts says that staff entered the act from a paper.
type PaperFacts struct {
	OnPaper bool `json:"on_paper,omitempty"`
}

func onPaper(files []casework.File) bool {
	return slices.ContainsFunc(files, func(f casework.File) bool { return f.Material == PaperMaterial && f.Hash != "" })
}

// signedPaper lets a window do for a person what is the person's own to do.
func signedPaper() casework.Guard {
	return casework.Guard{Name: "signed_paper", Says: lang.T("窗口代为登记的，要有申请人签名的书面材料", "where a window records it, there is a paper the applicant signed"),
		Check: func(d *casework.Decision) error {
			if d.As == casework.Receiver && !onPaper(casework.Input[PaperInput](d).Files) {
				return fault.InvalidInput().At("file."+PaperMaterial, lang.T("请上传申请人签名的书面材料。", "Please upload the paper the applicant signed.")).Or()
			}
			return nil
		}}
}

func decideWithdraw(d *casework.Decision) error {
	d.EndTasks()
	d.Private.Files = casework.Input[PaperInput](d).Files
	return d.SetData(PaperFacts{OnPaper: d.As == casework.Receiver})
}
