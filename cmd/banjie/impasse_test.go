package main

import (
	"context"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"banjie/internal/casework"
	"banjie/internal/impasse"
	"banjie/internal/web/officer/officertest"
)

// plainWeb is one person at one browser without scripts.
type plainWeb struct {
	t   *testing.T
	c   *county
	web *http.Client
	at  string // path of the last page
	officertest.Answer
}

func (c *county) plain(t *testing.T, role string) *plainWeb {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	w := &plainWeb{t: t, c: c, web: &http.Client{Jar: jar}}
	if role != "" {
		w.post("/demo/become", url.Values{"role": {role}})
	}
	return w
}

func (w *plainWeb) take(r *http.Response, err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
	defer r.Body.Close()
	body, err := io.ReadAll(r.Body)
	if err != nil {
		w.t.Fatal(err)
	}
	w.at, w.Answer = r.Request.URL.Path, officertest.Answer{Status: r.StatusCode, Header: r.Header, Body: string(body)}
}

func (w *plainWeb) get(path string) *plainWeb {
	w.t.Helper()
	w.take(w.web.Get(w.c.url + path))
	return w
}

func (w *plainWeb) post(path string, form url.Values) *plainWeb {
	w.t.Helper()
	w.take(w.web.PostForm(w.c.url+path, form))
	return w
}

// fill sends the page's form with some values changed; pairs of name and value.
func (w *plainWeb) fill(pairs ...string) *plainWeb {
	w.t.Helper()
	action, form := w.Form(w.t)
	for i := 0; i < len(pairs); i += 2 {
		form.Set(pairs[i], pairs[i+1])
	}
	return w.post(action, form)
}

func (w *plainWeb) sees(words ...string) *plainWeb {
	w.t.Helper()
	text := w.Text()
	for _, x := range words {
		if !strings.Contains(text, x) {
			w.t.Fatalf("%s (%d) does not say %q:\n%s", w.at, w.Status, x, text)
		}
	}
	return w
}

func (w *plainWeb) seesNot(words ...string) *plainWeb {
	w.t.Helper()
	for _, x := range words {
		if strings.Contains(w.Body, x) {
			w.t.Fatalf("%s says %q", w.at, x)
		}
	}
	return w
}

// sure answers the page that asks once more.
func (w *plainWeb) sure() *plainWeb { w.t.Helper(); return w.fill("_step", "confirm") }

var codeOnPage = regexp.MustCompile(`name="return_code" value="(\d{20})"`)

// report files what could not be done and gives address, number and code.
func (w *plainWeb) report(words ...string) (path, number, code string) {
	w.t.Helper()
	w.get("/not-done").sees("我要反映", "当场给回执")
	w.get("/not-done/report")
	m := codeOnPage.FindStringSubmatch(w.Body)
	if m == nil {
		w.t.Fatal("no return code on the page")
	}
	w.fill(append([]string{"reason", "跑了三趟。", "visits", "3", "name", "测试人甲", "code_first", m[1][:5]}, words...)...)
	w.sees("反映已登记", "回执")
	path = strings.TrimSuffix(w.at, "/receipt")
	n := regexp.MustCompile(`N\d{12,}`).FindString(w.Body)
	if n == "" || path == w.at {
		w.t.Fatalf("not filed: %s", w.at)
	}
	return path, n, m[1]
}

// TestOneReportMendsTheGuide walks from somebody without an account, without scripts, through window,
// unit and administrator to the published guide that the next applicant sees.
func TestOneReportMendsTheGuide(t *testing.T) {
	t.Parallel()
	c := newCounty(t, 40)
	food := c.item(t, "food-business-licence")
	citizen := c.plain(t, "")
	citizen.get("/not-done/report").fill("visits", "x")
	citizen.sees("请选择最接近的原因", "请填写怎么称呼您")
	path, number, code := citizen.report("item", food, "reason_id", "guide_wrong")
	desk := "/work" + path

	again := c.plain(t, "") // the same person later, with number and code
	again.get("/track").fill("number", number, "code", code)
	if again.at != path {
		t.Fatalf("number and code lead to %s", again.at)
	}
	again.sees("已登记", "您已经等了", "跑了三趟。")
	c.plain(t, "").get(path).seesNot("跑了三趟") // nobody else

	clerk := c.plain(t, "clerk")
	clerk.get("/window").sees("办不成事登记")
	clerk.get("/centre/impasse").sees("食品经营许可", "办事指南写得不对")
	clerk.get(desk).sees("测试人甲", "转办", "报备“办不了”")
	clerk.get(desk+"/do/send_order").fill("units", "market-regulation", "reason", "请核实指南。")
	officer := c.plain(t, "officer")
	officer.get("/work?tab=waiting").sees("办“办不成事”的转办工单")
	officer.get(desk+"/do/take").fill("reason", "")
	officer.get(desk+"/do/extend_order").fill("reason", "要等上级。")
	officer.sees("还没有和本人说好新的日子")
	officer.get(desk+"/do/report_done").fill("cause", "guide_wrong", "reason", "按指南收件了。")
	citizen.get(path).sees("办成了没有，您说了算", "按指南收件了。")

	head := c.plain(t, "unit_head")
	head.get(desk).sees("发起一类事整改")
	head.get(desk+"/class-fix").fill("cause", "guide_wrong", "reason", "平面图的要求没写清。")
	head.sees("正在改指南", "打开草稿")
	fix := head.at
	number = regexp.MustCompile(`F\d{12}`).FindString(head.Body)
	head.post("/admin/items/"+food+"/draft", url.Values{"fix": {number}})
	citizen.get(path).sees("列入一类事整改")

	const mended = "手画的平面图也行，写上长宽。"
	head.get("/admin/items/"+food+"/draft/what").fill("summary.zh", mended)
	if draft, err := c.items.Draft(t.Context(), c.division, food); err != nil || draft.Summary.ZH != mended || len(draft.Mends) != 1 {
		t.Fatalf("the draft: %q names %v, %v", draft.Summary.ZH, draft.Mends, err)
	}
	c.plain(t, "").get("/items/food-business-licence").seesNot(mended)
	admin := c.plain(t, "administrator")
	admin.get("/admin/items/"+food+"/draft/publish").sees("这一版是为一类事整改改的", number)
	admin.fill()
	admin.sees("第2版")

	c.plain(t, "").get("/items/food-business-licence").sees(mended) // the next applicant
	head.get(fix).sees("指南已改好", mended)
	citizen.get(path).sees("一类事整改有了结果", mended, "看改好的办事指南")
	citizen.get(path + "/done").fill().sees("改了指南，办成了")
	citizen.get(path + "/rate?asked=1&grade=satisfied").fill()
	citizen.sees("评价已收到")
	clerk.get("/centre/impasse?tab=ended").sees("指南已改好")
	if diff := c.mends(t, path); diff != "" {
		t.Error(diff)
	}
}

// TestNoNoWithoutApproval: the person reads nothing of a no until the head of the centre approved
// it, the unit cannot, and then article and remedy stand on the page.
func TestNoNoWithoutApproval(t *testing.T) {
	t.Parallel()
	c := newCounty(t, 40)
	citizen := c.plain(t, "")
	path, _, _ := citizen.report("item", c.item(t, "food-business-licence"), "reason_id", "law_forbids")
	desk := "/work" + path
	c.plain(t, "clerk").get(desk+"/do/send_order").fill("units", "market-regulation", "reason", "请核实。")
	officer := c.plain(t, "officer")
	officer.get(desk + "/do/take").fill()
	const why, where = "选址在禁止区域内。", "县人民政府行政复议办公室"
	officer.get(desk+"/do/report_no").fill("basis_words", "食品经营", "_step", "search")
	officer.fill("outcome", "lawfully_impossible", "cause", "law_forbids", "remedy", "reconsideration", "body", where, "reason", why)
	officer.sees("请选择法律依据")
	officer.fill("basis", "sc-12").sure()
	citizen.get(path).sees("等中心审批答复").seesNot(why, where, "依法办不了", "审批“办不了”", "报备")
	for _, role := range []string{"officer", "unit_head", "clerk", "supervisor"} {
		w := c.plain(t, role).get(desk + "/do/approve_no")
		if w.Status != http.StatusForbidden && w.Status != http.StatusNotFound {
			t.Errorf("%s is offered the approval: %d", role, w.Status)
		}
	}
	chief := c.plain(t, "centre_head")
	chief.get("/centre/impasse?tab=head").sees("食品经营许可")
	chief.get(desk).sees(why, where)
	chief.get(desk+"/do/approve_no").fill("reason", "依据已核对。").sure()
	citizen.get(path).sees("依法办不了", why, where, "食品经营许可和备案管理办法")
	citizen.get(path+"/not-done").fill("reason", "不在禁止区域。")
	citizen.sees("已转办")
}

// item is the code of a published item.
func (c *county) item(t *testing.T, slug string) string {
	t.Helper()
	it, err := c.items.BySlug(t.Context(), c.division, slug)
	if err != nil {
		t.Fatal(err)
	}
	return it.Code
}

// mends says what is wrong with the rows of a report and its class fix, "" where nothing is.
func (c *county) mends(t *testing.T, path string) string {
	t.Helper()
	id, err := casework.ParseID(strings.TrimPrefix(path, "/cases/"))
	if err != nil {
		t.Fatal(err)
	}
	k, _, err := c.engine.Load(context.Background(), casework.Key{Division: c.division, ID: id})
	if err != nil {
		t.Fatal(err)
	}
	diff, err := c.impasse.Compare(t.Context(), k)
	if err != nil || len(diff) > 0 || k.Result != impasse.ByClassFix {
		return k.Result
	}
	return ""
}
