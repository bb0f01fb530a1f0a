package main

import (
	"io"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/go-rod/rod"
	"github.com/go-rod/rod/lib/proto"

	"banjie/internal/clock"
	"banjie/internal/testenv"
)

// sends presses the one button of the page's form.
func (v *visitor) sends() {
	v.t.Helper()
	v.leads(func() { v.click(v.element("main form .actions button[type=submit]")) })
}

// A farm registers, says what it grows, records a harvest and sees it on its page: all on a
// telephone, by pressing what the pages show.
func TestFarmRecordsAHarvest(t *testing.T) {
	t.Parallel()
	c := newCounty(t, 20)
	v := c.visitor(t, testenv.Phone)
	v.become("farmer")
	v.open("/food")
	v.shot("food-home")
	v.open("/food/register")
	v.shot("food-kinds")
	v.leads(func() { v.click(v.element(`a[href="/food/register?kind=farm"]`)) })
	v.fill("name", "梅湾林家（虚构）", "phone", "05005999999")
	v.shot("food-register")
	v.fill("household", "1")
	v.sends()
	v.sees("登记好了")
	v.shot("food-products")
	v.fill("product", "东魁杨梅", "days", "3")
	v.sends()
	v.sees("采收")
	v.shot("food-hub")
	v.leads(func() { v.click(v.element(`a[href$="/do/harvest"]`)) })
	v.fill("amount", "25.5")
	v.shot("food-harvest")
	v.sends()
	v.sees("采收已经记下", "批号")
	v.shot("food-done")
	v.leads(func() { v.click(v.element(`main .actions a.quiet`)) })
	v.sees("东魁杨梅", "25.5 千克")
	v.shot("food-stock")
	if out, err := execute(t, fsckCommand(), "", "--data", c.dir.Path); err != nil {
		t.Errorf("%v\n%s", err, out)
	}
}

// Every role of the story that the demonstration grew, on its own page: what it holds, and one
// step of its own. A question is asked once; with a reason the step is recorded, and the book says so.
func TestEveryRoleRecordsAStep(t *testing.T) {
	t.Parallel()
	c := newCounty(t, 20)
	v := c.visitor(t, testenv.Phone)
	v.become("firm")
	v.open("/food")
	v.sees("双溪鲜果包装厂", "南片果品批发部", "城东菜场12号摊", "县一小食堂", "北片冷库")
	v.shot("food-firm")
	into := func(name string) { v.open("/food"); v.press(name) }

	into("城东菜场12号摊")
	v.sees("杨梅混装", "19 千克")
	v.press("卖出")
	v.sees("哪一批")
	v.shot("food-sell-which")
	v.press("杨梅混装")
	v.fill("amount.0", "30")
	v.shot("food-sell")
	v.sends()
	v.sees("还没有记", "数量比账上剩的多")
	v.shot("food-asked")
	v.fill("reason", "counted_wrong")
	v.sends()
	v.sees("卖出已经记下", "数量比账上剩的多")

	into("县一小食堂")
	v.press("记录本")
	v.sees("下厨用掉", "30 千克", "南片果品批发部", "本人记的")
	v.shot("food-book")

	into("双溪鲜果包装厂")
	v.press("发货")
	v.press("杨梅混装")
	v.fill("amount.0", "10")
	v.sends()
	v.sees("请选择对方是谁")
	v.fill("partner_name", "从没登记过的摊主")
	v.sends()
	v.sees("发货已经记下")

	into("北片冷库")
	v.sees("冻虾")
	v.press("冷链货入库赋码")
	v.fill("amount", "40", "partner_name", "远洋水产进口商（虚构）", "degrees", "-12")
	v.sends()
	v.sees("票证不全", "温度不在这种货该有的范围里")
	v.shot("food-cold")
	v.fill("reason", "set_apart")
	v.sends()
	v.sees("已经赋码入库", "这批货要先封存")
	into("北片冷库")
	v.press("票证补齐，解封")
	v.press("冻虾")
	v.fill("amount.0", "40", "proof", "JY-QUAR-DEMO-9")
	v.sends()
	v.sees("已经解封")

	v.become("farmer")
	into("桥头村小店")
	v.prefer("mode", "elder")
	v.open(v.at())
	v.shot("food-hub-elder")
	v.judge("a shop's page for the old")
	v.prefer("mode", "standard")
	v.open(v.at())
	v.judge("a shop's page")
	v.press("进货")
	v.judge("which lot")
	v.fill("code", "09521000000")
	v.sends()
	v.sees("看不出")
	if out, err := execute(t, fsckCommand(), "", "--data", c.dir.Path); err != nil {
		t.Errorf("%v\n%s", err, out)
	}
}

// says waits until the page says it.
func (v *visitor) says(text string) {
	v.t.Helper()
	if err := v.p.Timeout(patience).Wait(rod.Eval(`t => document.body.innerText.includes(t)`, text)); err != nil {
		v.t.Fatalf("%s does not come to say %q:\n%s", v.at(), text, v.text())
	}
}

// awaits waits until the ledger has so many entries.
func (c *county) awaits(t *testing.T, leaves int64) {
	t.Helper()
	until := clock.System.Now().Add(patience)
	for c.leaves(t) < leaves {
		if clock.System.Now().After(until) {
			t.Fatalf("the ledger has %d entries, want %d", c.leaves(t), leaves)
		}
		<-c.writer.Committed()
	}
}

// printed prints the page on A4 as its style sheet asks, and gives the number of sheets; the page stays as in print.
func (v *visitor) printed() int {
	v.t.Helper()
	if err := (proto.EmulationSetEmulatedMedia{Media: "print"}).Call(v.p); err != nil {
		v.t.Fatal(err)
	}
	width, height := 8.27, 11.69
	in, err := v.p.PDF(&proto.PagePrintToPDF{PaperWidth: &width, PaperHeight: &height, PreferCSSPageSize: true, PrintBackground: true})
	if err != nil {
		v.t.Fatal(err)
	}
	data, err := io.ReadAll(in)
	if err != nil {
		v.t.Fatal(err)
	}
	return len(regexp.MustCompile(`/Type\s*/Page\b[^s]`).FindAll(data, -1))
}

// A cooperative issues a conformity certificate for a lot, which verifies like any other; labels
// carry the address of the lot; a packing house's certificate names those before mixing.
func TestCertificateAndLabels(t *testing.T) {
	t.Parallel()
	c := newCounty(t, 20)
	v := c.visitor(t, testenv.Phone)
	v.become("farmer")
	v.open("/food")
	v.press("杨梅湾合作社")
	v.press("荸荠种杨梅")
	v.sees("20 千克", "保质期到")
	v.shot("food-lot")
	v.press("开合格证")
	v.sends()
	v.sees("请选择承诺依据")
	v.fill("basis", "self_test", "contact", "05005999001")
	v.shot("food-certificate-form")
	v.sends()
	v.sees("合格证开好了", "自我检测", "杨梅湾合作社（虚构）")
	v.shot("food-certificate")
	code := v.element("figure.qr a").MustProperty("href").Str()
	v.leads(func() { v.p.MustNavigate(code) })
	v.says("承诺达标合格证")
	v.shot("food-certificate-verified")
	v.open("/food")
	v.press("杨梅湾合作社")
	v.press("打印追溯码")
	v.press("荸荠种杨梅")
	if n := len(v.p.MustElements(".labels li")); n != 12 {
		t.Errorf("%d labels", n)
	}
	if got := v.element(".labels li .digits").MustText(); !regexp.MustCompile(`^[1-9][0-9]{12}/\S+$`).MatchString(got) {
		t.Errorf("beside the code stands %q, which nobody can type on /scan", got)
	}
	v.sees("码上有签名")
	v.shot("food-labels")
	if n := v.printed(); n != 1 {
		t.Errorf("twelve labels take %d sheets of A4", n)
	}
	hidden := v.p.MustEval(`() => [...document.querySelectorAll(".demo-bar, .top, main .heading, main p:not(.labels p)")].filter(e => getComputedStyle(e).display !== "none" && e.getClientRects().length).length`).Int()
	if hidden != 0 {
		t.Errorf("%d things stand above the labels in print", hidden)
	}
	v.shot("food-labels-print")
	if err := (proto.EmulationSetEmulatedMedia{}).Call(v.p); err != nil {
		t.Fatal(err)
	}
	drawn := func() (all []string) {
		for _, e := range v.p.MustElements(".labels .qr img") {
			all = append(all, *e.MustAttribute("src"))
		}
		return all
	}
	if of := drawn(); len(slices.Compact(of)) != 1 {
		t.Error("labels of one lot differ")
	}
	sheet := v.at()
	v.press("一件一码")
	v.sees("第1到12件")
	pieces := drawn()
	if n := len(slices.Compact(slices.Sorted(slices.Values(pieces)))); n != 12 {
		t.Errorf("%d codes of 12 pieces", n)
	}
	v.shot("food-labels-pieces")
	v.open(v.at())
	if !slices.Equal(drawn(), pieces) {
		t.Error("printed again the pieces have other codes")
	}
	v.press("下一页的码")
	v.sees("第13到24件")
	v.open(strings.Replace(sheet, "&n=12", "", 1) + "&n=40")
	v.sees("放不下签名")
	if n := v.printed(); n != 1 {
		t.Errorf("forty labels take %d sheets of A4", n)
	}
	if err := (proto.EmulationSetEmulatedMedia{}).Call(v.p); err != nil {
		t.Fatal(err)
	}
	v.shot("food-labels-small")
	v.open("/food")
	v.press("桥头村小店")
	v.press("地点、地块和门口的码")
	v.element("figure.qr img")
	if out, err := execute(t, fsckCommand(), "", "--data", c.dir.Path); err != nil {
		t.Errorf("%v\n%s", err, out)
	}
}
