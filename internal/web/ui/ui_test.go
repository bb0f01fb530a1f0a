package ui_test

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"banjie/internal/calendar"
	"banjie/internal/fault"
	"banjie/internal/lang"
	"banjie/internal/limit"
	"banjie/internal/web/ui"
)

func render(t testing.TB, p ui.Page, c ui.Component) string {
	t.Helper()
	var b strings.Builder
	if err := c.View(p).Render(t.Context(), &b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func want(t testing.TB, page string, parts ...string) {
	t.Helper()
	for _, s := range parts {
		if !strings.Contains(page, s) {
			t.Errorf("missing %q in\n%s", s, page)
		}
	}
}

// A refused form keeps what was typed, except secrets, and each field finds its error.
func TestRefusedFormKeepsWhatWasTyped(t *testing.T) {
	p := ui.Page{
		Form:  url.Values{"phone": {"190 0000"}, "pin": {"hunter2"}, "goods": {"hot"}, "born.year": {"1958"}, "born.month": {"13"}, "born.day": {"1"}},
		Fault: fault.InvalidInput().At("phone", lang.T("号码不完整。", "The number is too short.")),
	}
	want(t, render(t, p, ui.Field{Name: "phone", Kind: ui.Phone, Label: lang.T("手机号", "Phone"), Value: "stored"}),
		`value="190 0000"`, "号码不完整。", `aria-invalid="true"`, `aria-describedby="f-phone-error"`)
	want(t, render(t, p, ui.ErrorSummary{}), `href="#f-phone"`, `role="alert"`)
	want(t, render(t, p, ui.Field{Name: "born", Kind: ui.Date, Label: lang.T("出生日期", "Born")}), `value="13"`, `name="born.month"`)
	if s := render(t, p, ui.Field{Name: "pin", Kind: ui.Password, Label: lang.T("密码", "Password")}); strings.Contains(s, "hunter2") {
		t.Error("a secret was filled in again")
	}
	goods := ui.Field{Name: "goods", Kind: ui.Checks, Label: lang.T("食品", "Food"), Values: []string{"packed"}, Options: []ui.Option{{Value: "packed", Label: ui.Data("a")}, {Value: "hot", Label: ui.Data("b")}}}
	s := render(t, p, goods)
	if before, after, _ := strings.Cut(s, `value="hot"`); strings.Contains(before, "checked") || !strings.Contains(after, "checked") {
		t.Error("what was ticked is not what stands ticked")
	}
}

func TestReadDate(t *testing.T) {
	for _, c := range []struct {
		y, m, d, want string
		wrong         bool
	}{
		{"1958", "3", "27", "1958-03-27", false}, {" 2024 ", "02", "29", "2024-02-29", false}, {"", "", "", "", false},
		{"2023", "2", "29", "", true}, {"58", "3", "27", "", true}, {"1958", "13", "1", "", true}, {"1958", "", "1", "", true}, {"x", "1", "1", "", true},
	} {
		got, message := ui.ReadDate(url.Values{"d.year": {c.y}, "d.month": {c.m}, "d.day": {c.d}}, "d")
		if got != c.want || message.IsZero() == c.wrong {
			t.Errorf("%s %s %s = %q, %q", c.y, c.m, c.d, got, message.ZH)
		}
	}
}

func FuzzReadDate(f *testing.F) {
	f.Add("1958", "3", "27")
	f.Add("", "", "")
	f.Add("-1", "99999999999999999999", "０")
	f.Fuzz(func(t *testing.T, y, m, d string) {
		got, message := ui.ReadDate(url.Values{"d.year": {y}, "d.month": {m}, "d.day": {d}}, "d")
		if _, err := time.Parse(time.DateOnly, got); got != "" && err != nil {
			t.Errorf("%q is no date", got)
		}
		if got != "" && !message.IsZero() {
			t.Error("a date and a complaint")
		}
	})
}

// A code can be shown in groups and read back.
func TestCodesRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		code := rapid.StringMatching(`[0-9A-Z]{0,40}`).Draw(t, "code")
		if got := ui.ReadCode(ui.GroupCode(code)); got != code {
			t.Errorf("%q came back as %q", code, got)
		}
	})
	if got := ui.GroupCode("3K7QF9MX2THD4WA"); got != "3K7QF 9MX2T HD4WA" {
		t.Errorf("grouped: %q", got)
	}
}

func TestWords(t *testing.T) {
	zh, en := ui.Page{Lang: lang.ZH}, ui.Page{Lang: lang.EN}
	day := calendar.Day(20011) // 2024-10-15
	at := time.Date(2024, 10, 15, 16, 30, 0, 0, time.UTC)
	for _, c := range [][2]string{
		{zh.Day(day), "2024年10月15日（周二）"}, {en.Day(day), "Tue 15 Oct 2024"}, {ui.ISO(day), "2024-10-15"},
		{zh.Instant(at), "2024年10月16日 00:30"}, {en.Instant(at), "16 Oct 2024, 00:30"},
		{zh.Money(0), "免费"}, {zh.Money(123456), "¥1,234.56"}, {zh.Money(-5), "-¥0.05"},
		{ui.Percent(4812, 5001), "96.2%"}, {ui.Percent(9999, 10000), "99.9%"}, {ui.Percent(1, 1), "100%"}, {ui.Percent(0, 0), "–"},
		{ui.Number(-1234567), "-1,234,567"}, {ui.Number(999), "999"},
		{zh.Span(limit.Limit{N: 5, Unit: limit.Workday}), "5个工作日"}, {en.Span(limit.Limit{N: 1, Unit: limit.Day}), "1 calendar day"},
		{ui.Size(10 << 20), "10 MB"}, {ui.Size(482 << 10), "482 kB"},
	} {
		if c[0] != c[1] {
			t.Errorf("%q, want %q", c[0], c[1])
		}
	}
}

func TestClockCardWords(t *testing.T) {
	twenty := limit.Limit{N: 20, Unit: limit.Workday}
	for _, c := range []struct {
		state limit.State
		used  int
		tone  string
		words string
	}{
		{limit.Running, 3, "busy", "还剩17个工作日"}, {limit.Running, 17, "soon", "还剩3个工作日"}, {limit.Running, 20, "soon", "今天是最后一天"},
		{limit.Late, 22, "overdue", "已超期2个工作日"}, {limit.Missed, 21, "overdue", "超期完成，晚1个工作日"}, {limit.Paused, 8, "still", "中止计时"},
		{limit.Met, 4, "good", "按期完成"}, {limit.Void, 4, "neutral", "不再计时"},
	} {
		s := render(t, ui.Page{}, ui.ClockCard{Name: ui.Data("x"), State: c.state, Limit: twenty, Used: c.used, Due: 20011})
		want(t, s, `class="clock `+c.tone+`"`, c.words)
	}
	s := render(t, ui.Page{}, ui.ClockCard{State: limit.Running, Limit: limit.Limit{N: 100000, Unit: limit.Day}, Used: 1, Due: 20011})
	if n := strings.Count(s, "<rect"); n > 120 {
		t.Errorf("%d boxes drawn", n)
	}
}

// The explanation of a real count shows every day and agrees with the due date.
func TestDueExplainOfARealCount(t *testing.T) {
	cal := calendar.Builtin()
	start, err := calendar.ParseDay("2024-09-27")
	if err != nil {
		t.Fatal(err)
	}
	five := limit.Limit{N: 5, Unit: limit.Workday}
	rows, err := limit.Explain(cal, start, five, nil)
	if err != nil {
		t.Fatal(err)
	}
	v := ui.DueExplain{Start: start, Due: rows[len(rows)-1].Day, Limit: five, Days: ui.ExplainedDays(rows)}
	s := render(t, ui.Page{}, v)
	want(t, s, "周末1天", "法定节假日7天", "调休上班1天", "2024年9月", "2024年10月", "到期", "国务院办公厅")
	if n := strings.Count(s, "<tr><td data-label"); n != len(rows) {
		t.Errorf("%d rows for %d days", n, len(rows))
	}
}

func TestPreferences(t *testing.T) {
	for back, to := range map[string]string{
		"/cases/1?tab=2": "/cases/1?tab=2", "": "/", "https://other.example/": "/", "//other.example/x": "/", "/\\other.example": "/",
		"javascript:alert(1)": "/", "relative": "/", "/%2F/other.example": "/",
	} {
		w := httptest.NewRecorder()
		ui.Preferences(false).ServeHTTP(w, httptest.NewRequest(http.MethodGet, ui.PreferencesPath+"?"+url.Values{"mode": {"elder"}, "lang": {"xx"}, "back": {back}}.Encode(), nil))
		if got := w.Header().Get("Location"); got != to {
			t.Errorf("back %q leads to %q, want %q", back, got, to)
		}
		if c := w.Result().Cookies(); len(c) != 1 || c[0].Name != "banjie_mode" || c[0].Value != "elder" || !c[0].HttpOnly {
			t.Errorf("cookies %v", c)
		}
	}
	r := httptest.NewRequest(http.MethodGet, "/items?q=a", nil)
	r.Header.Set("Accept-Language", "en-GB,en;q=0.9")
	r.AddCookie(&http.Cookie{Name: "banjie_mode", Value: "elder"})
	r.AddCookie(&http.Cookie{Name: "banjie_theme", Value: "pink"})
	if p := ui.FromRequest(r, lang.T("事项", "Items")); p.Lang != lang.EN || p.Mode != ui.Elder || p.Theme != "" || p.Path != "/items?q=a" {
		t.Errorf("page %+v", p)
	}
}

func FuzzPreferencesLeadNowhereElse(f *testing.F) {
	for _, s := range []string{"/a?b=c", "//x", "/\\x", "http://x/", "/%5Cx", "/a\nb", "/\t/x"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, back string) {
		w := httptest.NewRecorder()
		ui.Preferences(false).ServeHTTP(w, httptest.NewRequest(http.MethodGet, ui.PreferencesPath+"?"+url.Values{"back": {back}}.Encode(), nil))
		to := w.Header().Get("Location")
		u, err := url.Parse(to)
		if err != nil || u.Host != "" || u.Scheme != "" || !strings.HasPrefix(to, "/") || strings.HasPrefix(to, "//") || strings.HasPrefix(to, "/\\") {
			t.Errorf("%q leads to %q", back, to)
		}
	})
}

// What is not verified says so, and an unknown basis is never shown as law that was read.
func TestLawRefSaysWhatWasNotRead(t *testing.T) {
	want(t, render(t, ui.Page{}, ui.LawRef{ID: "illustrative"}), "未经核对")
	want(t, render(t, ui.Page{Lang: lang.EN}, ui.LawRef{ID: "no-such"}), "not verified")
	if s := render(t, ui.Page{}, ui.LawRef{ID: "xkf-42.1"}); strings.Contains(s, "未经核对") {
		t.Error("a verified basis is marked")
	}
}

func TestHostileDataIsEscaped(t *testing.T) {
	bad := ui.Data(`"><script>alert(1)</script>`)
	p := ui.Page{Title: bad, Path: `/x?"><script>`, CSRF: `"><script>`}
	for _, e := range ui.Exhibits {
		if s := render(t, p, ui.Components(e.Of.Sample())); strings.Contains(s, "><script>") {
			t.Errorf("%s lets a script through", e.ID)
		}
	}
	if s := render(t, p, ui.SummaryList{Title: bad, Rows: []ui.SummaryRow{{Key: bad, Value: bad, Change: "javascript:alert(1)"}}}); strings.Contains(s, "<script>") || strings.Contains(s, "javascript:") {
		t.Error("a script got through")
	}
}

// In a case number day and serial stand out; other numbers stay as they are.
func TestCaseNumberStandsInTwoParts(t *testing.T) {
	const matter, serial = "11330599DEMB0001404330799004001", "202609240060"
	parts := `<span class="long"><span>` + matter + `</span><b>` + serial + `</b></span>`
	for _, p := range []ui.Page{{}, {Lang: lang.EN}} {
		want(t, render(t, p, ui.Plain(matter+serial)), parts)
		want(t, render(t, p, ui.Plain("编号 No. "+matter+serial)), "编号 No.", parts)
	}
	for _, s := range []string{"", matter, serial, matter + "20260924", "110105194912310021", matter + serial[:11] + "X", strings.ToLower(matter) + serial} {
		if got := render(t, ui.Page{}, ui.Plain(s)); strings.Contains(got, "<span") {
			t.Errorf("%q is drawn as a case number: %s", s, got)
		}
	}
}

// Only words with a tone are a tag.
func TestMark(t *testing.T) {
	late := lang.T("超期2个工作日", "2 working days over")
	want(t, render(t, ui.Page{}, ui.Mark{Label: late, Tone: ui.Overdue}), `class="tag overdue"`, late.ZH)
	if got := render(t, ui.Page{}, ui.Mark{Label: late}); strings.Contains(got, "tag") {
		t.Errorf("without a tone: %s", got)
	}
}

// A limit that runs to the end of a day names that day, not the next one's first minute.
func TestUntilNamesTheLastDay(t *testing.T) {
	p := ui.Page{Zone: time.FixedZone("CST", 8*3600)}
	end := time.Date(2026, time.December, 10, 0, 0, 0, 0, p.Zone)
	if got := render(t, p, ui.Until(end)); !strings.Contains(got, "2026-12-09") || strings.Contains(got, "00:00") {
		t.Error(got)
	}
	if got := render(t, p, ui.Until(end.Add(15*time.Hour))); !strings.Contains(got, "15:00") {
		t.Error(got)
	}
}
