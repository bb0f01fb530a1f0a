package main

import (
	"encoding/json"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"banjie/internal/testenv"
)

// The story of issue 4, as the guides tell it: a box of bayberries is scanned and its plot shown, a
// sample fails, its lot is recalled, the shop stops selling, a consumer reports, and the regulator has
// the report as a case. Each person opens the pages that are linked; nobody has read the code.
func TestFromTheShelfBackToThePlot(t *testing.T) {
	t.Parallel()
	c := newCounty(t, 20)
	v := c.visitor(t, testenv.Phone)

	v.become("farmer")
	v.open("/food")
	v.press("桥头村小店")
	v.press("杨梅混装")
	at, err := url.Parse(v.at())
	if err != nil {
		t.Fatal(err)
	}
	lot := at.Query().Get("lot")
	scan := strings.TrimPrefix(lot, "https://id.gs1.org")

	public := c.visitor(t, testenv.Phone)
	public.open("/")
	public.press("查食品")
	public.fill("code", c.url+scan)
	public.leads(func() { public.click(public.element("main form button[type=submit]")) })
	public.sees("杨梅混装", "哪块地", "西湾十二亩", "优先保护类", "富硒土壤", "未经核实", "采收", "桥头村小店", "查不到的")
	public.shot("food-story-scan")

	officer := c.visitor(t, testenv.Desk)
	officer.become("officer")
	officer.open("/food/desk")
	officer.press("抽检结果")
	officer.click(officer.find("main summary", "登记结果"))
	officer.fill("lot", lot, "number", "CJ-2026-0611", "lab", "县检验所（虚构）", "passed", "no", "items", "某农药残留超标（虚构）")
	officer.p.MustEval(`d => { document.querySelector("main [name=day]").value = d }`, c.calendar.Load().DayOf(c.clock.Now()).String())
	officer.p.MustElement("main input[name=business]").MustInput("桥头村小店")
	officer.leads(func() { officer.click(officer.element("main form .actions button[type=submit]")) })
	officer.sees("已登记：不合格", "桥头村小店", "城东菜场12号摊", "县一小食堂")
	officer.shot("food-story-look")
	public.open(scan) // before anybody recalls it
	public.sees("抽检不合格，不要食用", "CJ-2026-0611", "监督抽检报告")
	officer.fill("grade", "2", "reason", "抽检发现一种农药残留超标（虚构）。")
	officer.press("召回")
	officer.sees("杨梅混装", "0 ÷ 5家")
	recall := officer.at()
	officer.shot("food-story-recall")

	public.open(scan)
	public.sees("已召回，不要食用", "抽检不合格")

	v.open("/food")
	v.sees("召回通知")
	v.press("看召回通知")
	v.press("杨梅混装")
	v.press("我们已经停止销售")
	v.sees("已停售")
	v.shot("food-story-stopped")
	officer.open(recall)
	officer.sees("1 ÷ 5家")

	public.press("有问题")
	public.fill("kind", "recalled", "words", "店里还摆着。")
	public.fill("code_first", regexp.MustCompile(`\d{5}`).FindString(public.element("main .code-row code").MustText()))
	public.leads(func() { public.click(public.element("main form button[type=submit]")) })
	public.sees("已经登记")
	number := regexp.MustCompile(`SP[A-Z]*\d{12,}|F[A-Z]*\d{12,}`).FindString(public.text())
	if number == "" {
		t.Fatalf("no number on\n%s", public.text())
	}
	officer.open("/work")
	officer.press("本单位待签收")
	officer.sees(number)
	officer.press(number)
	officer.sees("店里还摆着。", "09521000000032", "没有留姓名")
	officer.shot("food-story-report")

	res, err := http.Get(c.url + "/api/food/recalls/of?key=" + url.QueryEscape(lot))
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	var got map[string]any
	if err := json.NewDecoder(res.Body).Decode(&got); err != nil || !strings.Contains(strings.Join(textsOf(got), " "), "杨梅混装") {
		t.Errorf("programs are told %v, %v", got, err)
	}
	if out, err := execute(t, fsckCommand(), "", "--data", c.dir.Path); err != nil {
		t.Errorf("%v\n%s", err, out)
	}
}

// textsOf are the texts anywhere in a JSON value.
func textsOf(v any) (all []string) {
	switch v := v.(type) {
	case string:
		return []string{v}
	case []any:
		for _, x := range v {
			all = append(all, textsOf(x)...)
		}
	case map[string]any:
		for _, x := range v {
			all = append(all, textsOf(x)...)
		}
	}
	return all
}
