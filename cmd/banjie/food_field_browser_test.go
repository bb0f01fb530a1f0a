package main

import (
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"

	"banjie/internal/testenv"
)

// mast stands between a telephone and the server.
type mast struct {
	mode    atomic.Int32
	through http.Handler
}

// How a signal is.
const (
	there   = iota
	gone    // nothing gets through
	cutsOff // what is sent arrives, the answer does not
)

func (s *mast) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	switch s.mode.Load() {
	case gone:
	case cutsOff:
		s.through.ServeHTTP(httptest.NewRecorder(), r)
	default:
		s.through.ServeHTTP(w, r)
		return
	}
	panic(http.ErrAbortHandler) // closes the connection without an answer
}

// inTheField is a farmer whose telephone keeps the page of the cooperative, behind a mast.
func inTheField(t *testing.T) (*county, *visitor, *mast) {
	t.Helper()
	c := newCounty(t, 20)
	to, err := url.Parse(c.url)
	if err != nil {
		t.Fatal(err)
	}
	line := &mast{through: httputil.NewSingleHostReverseProxy(to)}
	proxy := httptest.NewServer(line)
	t.Cleanup(proxy.Close)
	v := c.visitor(t, testenv.Phone)
	v.url = proxy.URL
	v.become("farmer")
	v.keeps("杨梅湾合作社")
	return c, v, line
}

// keeps lets the telephone keep the page of a business.
func (v *visitor) keeps(name string) {
	v.t.Helper()
	v.open("/food")
	v.press(name)
	v.press("没信号也能记")
	v.element(`[data-field][data-state=ready]`)
}

// A harvest recorded without signal waits in the telephone, visibly. The connection dies after the
// server has recorded it; the telephone sends it again; it is there once. The page itself opens
// without signal, and so does any other page of the food chain lead to it.
func TestHarvestWithoutSignalCountsOnce(t *testing.T) {
	t.Parallel()
	c, v, line := inTheField(t)
	v.sees("杨梅湾合作社", "都传上去了")
	before := c.leaves(t)

	line.mode.Store(gone)
	v.open("/food")
	if at := v.at(); !strings.HasPrefix(at, "/food/field") {
		t.Fatalf("without signal /food leads to %s", at)
	}
	v.element(`[data-step=harvest]`)
	v.sees("杨梅湾合作社")
	v.click(v.element(`[data-step=harvest]`))
	v.element(`main form [name=product]`).MustSelect("荸荠种杨梅") // the farm sells loquats too
	v.element(`main form [name=amount]`).MustInput("12.5")
	v.shot("food-field-form")
	v.click(v.element(`main form button[type=submit]`))
	v.says("还有1笔没有传上去")
	v.shot("food-field-waiting")
	if got := c.leaves(t); got != before {
		t.Fatalf("%d entries without signal", got-before)
	}

	again := func(mode int32) {
		line.mode.Store(mode)
		v.p.MustEval(`() => dispatchEvent(new Event("online"))`)
	}
	again(cutsOff)
	c.awaits(t, before+1)
	v.says("还有1笔没有传上去")
	again(there)
	v.says("都传上去了")
	if got := c.leaves(t); got != before+1 {
		t.Errorf("%d entries in the ledger, want one", got-before)
	}
	v.open("/food")
	v.press("杨梅湾合作社")
	v.sees("12.5 千克")
	v.press("记录本")
	v.sees("没信号时记的，后来传的")
	if n := strings.Count(v.text(), "12.5 千克"); n != 1 {
		t.Errorf("the harvest is in the book %d times", n)
	}
}

// An empty entry is not kept; one that the server refuses is opened again filled in, and counts once
// under its number; forgetting says what still waits; what waits is in the language of the page.
func TestFieldEntryIsCorrected(t *testing.T) {
	t.Parallel()
	c, v, line := inTheField(t)
	before := c.leaves(t)

	v.click(v.element(`[data-step=harvest]`))
	v.click(v.element(`main form button[type=submit]`))
	v.says("请填写或者选择")
	v.shot("food-field-missing")
	v.sees("都传上去了")

	v.click(v.element(`[data-step=sell]`))
	lot := v.element(`main form [name=pick] option:nth-child(2)`).MustProperty("value").String()
	if text := v.element(`main form [name=pick] option:nth-child(2)`).MustText(); !strings.Contains(text, "杨梅") && !strings.Contains(text, "枇杷") {
		t.Errorf("a lot without the name of its product: %s", text)
	}
	v.element(`main form [name=lot]`).MustInput("xx")
	v.element(`main form [name="amount.0"]`).MustInput("1")
	v.click(v.element(`main form button[type=submit]`))
	v.says("请改正后再传")
	v.click(v.find("button", "改正"))
	if got := v.element(`main form [name="amount.0"]`).MustProperty("value").String(); got != "1" {
		t.Errorf("the form lost what was typed: %q", got)
	}
	v.shot("food-field-correct")
	v.element(`main form [name=lot]`).MustSelectAllText().MustInput(lot)
	v.click(v.element(`main form button[type=submit]`))
	v.says("都传上去了")
	if got := c.leaves(t); got != before+1 {
		t.Errorf("%d entries, want one", got-before)
	}

	v.click(v.element(`[data-step=sell]`))
	v.element(`main form [name=lot]`).MustInput(lot)
	v.element(`main form [name="amount.0"]`).MustInput("99999")
	v.click(v.element(`main form button[type=submit]`))
	v.says("数量比账上剩的多")
	v.shot("food-field-found")
	v.open(v.at())
	v.says("数量比账上剩的多") // until it was read
	v.sees("服务器查到")
	v.p.MustEval(`() => [...document.querySelectorAll("[data-list] button")].filter(b => b.textContent === "知道了").forEach(b => b.click())`)
	v.says("都传上去了")
	v.p.MustWait(`() => !document.querySelector("[data-list] li")`)
	before++

	line.mode.Store(gone)
	v.click(v.element(`[data-step=harvest]`))
	v.element(`main form [name=product]`).MustSelect("荸荠种杨梅")
	v.element(`main form [name=amount]`).MustInput("3")
	v.click(v.element(`main form button[type=submit]`))
	v.says("还有1笔没有传上去")
	v.sees("采收 荸荠种杨梅 3")
	v.click(v.find("button", "让这台手机忘掉"))
	v.says("仍然留在手机里")
	v.shot("food-field-forgot")
	v.p.MustEval(`() => { Object.defineProperty(Navigator.prototype, "onLine", { get: () => false }) }`)
	line.mode.Store(there)
	v.p.MustEvalOnNewDocument(`Object.defineProperty(Navigator.prototype, "onLine", { get: () => false })`)
	v.prefer("lang", "en")
	v.open("/food/field")
	v.says("1 not yet sent")
	v.sees("Harvest 荸荠种杨梅 3", "Drop this entry")
	v.shot("food-field-english")
}

// Two people share a telephone. What one recorded without signal is neither seen nor sent while the
// other is signed in, and the page says that it waits; the other's own entries go; when the one who
// recorded it signs in again, it goes too, once.
func TestFieldEntriesBelongToTheAccount(t *testing.T) {
	t.Parallel()
	c, v, line := inTheField(t)
	harvest := func(amount string) {
		t.Helper()
		v.click(v.element(`[data-step=harvest]`))
		v.element(`main form [name=product]`).MustSelect("荸荠种杨梅")
		v.element(`main form [name=amount]`).MustInput(amount)
		v.click(v.element(`main form button[type=submit]`))
	}
	not := func(words ...string) {
		t.Helper()
		for _, w := range words {
			if page := v.text(); strings.Contains(page, w) {
				t.Errorf("%s says %q:\n%s", v.at(), w, page)
			}
		}
	}
	before := c.leaves(t)
	line.mode.Store(gone)
	harvest("12.5")
	v.says("还有1笔没有传上去")
	v.p.MustNavigate("about:blank")
	line.mode.Store(there)
	v.become("firm")

	line.mode.Store(gone)
	v.open("/food/field")
	v.says("另有1笔是别的账号")
	not("杨梅湾合作社", "12.5", "还有1笔")
	line.mode.Store(there)
	v.keeps("城东菜场12号摊")
	v.says("另有1笔是别的账号在这台手机上记的，等那个人登录以后再传")
	v.shot("food-field-others")
	not("12.5")
	line.mode.Store(gone)
	v.click(v.element(`[data-step=sell]`))
	v.element(`main form [name=pick]`).MustEval(`() => { this.selectedIndex = 1; this.dispatchEvent(new Event("change")) }`)
	v.element(`main form [name="amount.0"]`).MustInput("1")
	v.click(v.element(`main form button[type=submit]`))
	v.says("还有1笔没有传上去")
	if got := c.leaves(t); got != before {
		t.Fatalf("%d entries without signal", got-before)
	}
	line.mode.Store(there)
	v.p.MustEval(`() => dispatchEvent(new Event("online"))`)
	v.says("您记的都传上去了")
	v.sees("另有1笔是别的账号")
	if got := c.leaves(t); got != before+1 {
		t.Errorf("%d entries in the ledger, want the stall's alone", got-before)
	}

	v.become("farmer")
	v.open("/food/field")
	v.says("都传上去了")
	c.awaits(t, before+2)
	not("别的账号", "您记的")
	v.open("/food")
	v.press("杨梅湾合作社")
	v.press("记录本")
	v.sees("12.5 千克", "没信号时记的，后来传的")
}
