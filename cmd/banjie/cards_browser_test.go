package main

import (
	"strings"
	"testing"

	"banjie/internal/testenv"
)

// Silence accepts a case: its card waits for the unit, which explains; a supervisor reviews; the
// applicant reads both on the case, and the public finds a count and no name.
func TestACardIsExplainedAndReviewed(t *testing.T) {
	t.Parallel()
	c := newCounty(t, 40)
	citizen := c.visitor(t, testenv.Phone)
	f := citizen.file(papersOf...)
	for range 7 {
		citizen.open(f.at)
		if strings.Contains(citizen.text(), "视为受理") && strings.Contains(citizen.text(), "审查中") {
			break
		}
		citizen.demoBar()
		citizen.leads(func() { citizen.click(citizen.element(`.demo-bar button[value=workday]`)) })
	}
	citizen.sees("电子监察（黄牌 Y3）：逾期未告知，视为受理", "说明情况")

	h := c.visitor(t, testenv.Desk)
	h.become("unit_head")
	h.open("/cards?rule=Y3&state=opened")
	h.sees("逾期未告知，视为受理", "待说明")
	h.shot("head-cards")
	h.leads(func() { h.click(h.element(`main tbody a[href^="/cards/"]`)) })
	h.sees("不是结论")
	at := h.at()
	h.fill("reason", "换班时漏看了新收的件，已补签收，今后交班时清点。")
	h.shot("head-card")
	h.leads(func() { h.click(h.element(`main form[action$="/explain_card"] button`)) })
	h.sees("已说明，待复核", "换班时漏看")

	s := c.visitor(t, testenv.Desk)
	s.become("supervisor")
	s.open("/cards")
	s.shot("supervisor-cards")
	s.open(at)
	form := s.element(`main form[action$="/withdraw_card"]`)
	form.MustElement("textarea").MustInput("查明当天系统停机，不是该单位的原因。")
	s.shot("supervisor-card")
	s.leads(func() { s.click(form.MustElement("button")) })
	s.sees("已撤销", "系统停机")

	phone := c.visitor(t, testenv.Phone)
	phone.open("/supervision")
	phone.sees("市场监督管理局", "其中撤销")
	phone.shot("citizen-supervision")
	citizen.open(f.at)
	citizen.sees("换班时漏看", "系统停机", "监督人员已经撤销")
	citizen.shot("citizen-card")
}
