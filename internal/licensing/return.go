package licensing

import (
	"context"
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
	NotTheirs    = "not_theirs"    // whose document it names says that the filing is not theirs
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
		{ID: NotTheirs, Text: lang.T("证件的主人声明不是本人提交", "The owner of the document says that it is not theirs")},
	}
}

func offered(options []catalog.Option, id string) bool {
	return slices.ContainsFunc(options, func(o catalog.Option) bool { return o.ID == id })
}

// Numbers finds another case that an act names by its number.
type Numbers interface {
	// ByNumber finds a case by its public number, fault.NotFound when there is none.
	ByNumber(ctx context.Context, division, number string) (casework.Key, error)
}

// goesOn says whether the case of that number is open and of the same applicant, so that
// nobody is sent away for a filing that does not go on. The answer is the same for a number
// that does not exist.
func (r Rules) goesOn(d *casework.Decision, number string) (bool, error) {
	if r.Numbers == nil {
		return true, nil
	}
	key, err := r.Numbers.ByNumber(d.Context(), d.Case.Division, number)
	if fault.KindOf(err) == fault.NotFound {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	other, _, err := d.Engine.Load(d.Context(), key)
	return err == nil && other.IsOpen() && other.Party == d.Case.Party, err
}

func (r Rules) mayReturn() casework.Guard {
	return casework.Guard{Name: "may_return", Basis: "illustrative", Says: lang.T("本系统规则（未核实）：只能因重复提交、测试件或者本人声明不是自己提交的退件", "rule of the house (not verified): only what was filed twice, a test, or what its owner disowned goes back unexamined"),
		Check: func(d *casework.Decision) error {
			in := casework.Input[ReturnInput](d)
			bad := fault.InvalidInput()
			switch in.Ground {
			case DoubleFiling:
				if len(in.Other) < len("202603020001") || in.Other == d.Case.Number {
					bad.At("other", lang.T("请填写继续办理的那一件的编号。", "Please give the number of the case that goes on."))
					break
				}
				on, err := r.goesOn(d, in.Other)
				if err != nil {
					return err
				}
				if !on {
					bad.At("other", lang.T("没有这个编号，或者它不是同一申请人正在办理的办件。没有继续办理的，不能退件。", "There is no such number, or it is no running case of the same applicant. Where nothing goes on, this cannot be returned."))
				}
			case TestFiling:
				if first := d.Case.Events[0].By; first.Relation != casework.Receiver || first.ID == d.Cmd.Actor.ID {
					return unlawful("no_test", "只有工作人员自己录入的测试件，才能由另一名工作人员退件。", "Only what staff entered as a test goes back as one, and another member of staff returns it.",
						"申请人提交的，请受理、一次性告知补正，或者依法不予受理。", "What an applicant filed is accepted, corrected once, or refused by law.", "xkf-32.6")
				}
			case NotTheirs:
				if !FileOf(d.Case).Disowned {
					return unlawful("not_disowned", "证件的主人没有声明不是本人提交。", "The owner of the document has not said that the filing is not theirs.",
						"请本人登录后声明；本人不要了的，登记撤回。", "Let the owner sign in and say so; what the owner no longer wants is withdrawn.")
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
