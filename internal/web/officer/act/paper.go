package act

import (
	"net/url"
	"strings"

	"banjie/internal/casework"
	"banjie/internal/catalog"
	"banjie/internal/lang"
	"banjie/internal/licensing"
	"banjie/internal/web/ui"
)

// paperField takes the scan of what an applicant signed at the window.
func paperField() ui.Field {
	return FileField(catalog.Material{ID: licensing.PaperMaterial, Name: lang.T("申请人签名的书面材料", "Paper signed by the applicant")})
}

func paperFields(Question) ui.Components {
	f := paperField()
	f.Optional = false
	f.Label = lang.T("申请人签名的书面材料（扫描件）", "Paper signed by the applicant (scan)")
	return ui.Components{f}
}

func readPaper(q Question, _ url.Values) (any, error) {
	return &licensing.PaperInput{Files: q.Files}, nil
}

// guessPaper: a paper that is still to be scanned.
func guessPaper(Question) any {
	return &licensing.PaperInput{Files: []casework.File{{Material: licensing.PaperMaterial, Hash: "…"}}}
}

func returnFields(Question) ui.Components {
	return ui.Components{
		ui.Field{Name: "ground", Kind: ui.Radios, Label: lang.T("为什么退件", "Why it goes back"), Options: options(licensing.ReturnGrounds())},
		ui.Field{Name: "other", Optional: true, Width: 30, Label: lang.T("继续办理的那一件的编号", "Number of the case that goes on"), Hint: lang.T("重复提交的必须填写。", "Needed for a double filing.")},
	}
}

func readReturn(_ Question, form url.Values) (any, error) {
	return &licensing.ReturnInput{Ground: form.Get("ground"), Other: strings.TrimSpace(form.Get("other"))}, nil
}

func guessReturn(Question) any {
	return &licensing.ReturnInput{Ground: licensing.DoubleFiling, Other: "……………………………………"}
}
