package catalog

import (
	"errors"

	"banjie/internal/idnum"
	"banjie/internal/lang"
)

// codes checks the implementing code (实施编码) and the base code (基本编码), and that
// both say what the item says.
func (r *report) codes(it Item) {
	if it.BaseCode == "" {
		r.gap("base_code", "")
	} else if base, err := idnum.ParseBaseCode(it.BaseCode); err != nil {
		r.badCode("base_code", err)
	} else if string(base) != it.BaseCode {
		r.spelling("base_code", string(base))
	}
	if it.Code == "" {
		r.gap("code", "")
		return
	}
	code, err := idnum.ParseImplCode(it.Code)
	switch {
	case err != nil:
		r.badCode("code", err)
	case string(code) != it.Code:
		r.spelling("code", string(code))
	case it.Level != "" && code.Level() != string(it.Level):
		r.disagree("code", lang.Format("实施编码中的层级是 %s，与行使层级不一致。", "The level in the implementing code is %s, not the level that exercises the power.", code.Level()))
	case it.BaseCode != "" && string(code.Base()) != it.BaseCode:
		r.disagree("code", lang.T("实施编码后 12 位与基本编码不一致。", "The last 12 characters of the implementing code are not the base code."))
	}
}

func (r *report) badCode(path string, err error) {
	var wrong *idnum.Error
	if errors.As(err, &wrong) {
		r.add(Error, "bad_code", path, "", wrong.Message, wrong.Remedy)
		return
	}
	r.disagree(path, lang.Format("编码不正确：%v。", "The code is not right: %v.", err))
}

func (r *report) spelling(path, canonical string) {
	r.disagree(path, lang.Format("编码应写作 %s。", "The code is written %s.", canonical))
}

func (r *report) disagree(path string, message lang.Text) {
	r.add(Error, "bad_code", path, "", message, lang.T("请核对编码。", "Please check the code."))
}
