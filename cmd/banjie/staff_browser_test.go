package main

import (
	"context"
	"strconv"
	"strings"
	"testing"

	"banjie/internal/testenv"
)

// A case goes from the officer's work list to a certificate that verifies in the browser
// of whoever is shown it; an altered code does not.
func TestOfficerGrantsACertificate(t *testing.T) {
	t.Parallel()
	c := newCounty(t, 40)
	citizen := c.visitor(t, testenv.Phone)
	f := citizen.file("floor-plan equipment-list safety-rules health-certificate site")

	o := c.visitor(t, testenv.Desk)
	o.become("officer")
	o.open("/work?tab=unit")
	o.shot("officer-work")
	o.open("/work" + f.at)
	o.sees("青禾小吃店", "您和工作人员看到的一样")
	o.shot("officer-case")
	o.act("accept")
	o.act("take")
	o.act("finish", "outcome", "agree")
	o.act("take")
	h := c.visitor(t, testenv.Desk)
	h.become("unit_head")
	h.open("/work" + f.at)
	h.act("name_inspectors", "officers", "market-regulation-1", "officers", "market-regulation-2", "object", "石桥镇 1 号的经营场所", "reason", "新开店，核对现场。")
	o.open("/work" + f.at)
	o.act("record_inspection", "present", "market-regulation-1", "present", "market-regulation-2", "place", "石桥镇 1 号", "finding", "与平面布局图一致。",
		"outcome", "in_order", "statement", "无意见", "signed", "signed")
	o.act("finish", "outcome", "agree")
	o.leads(func() { o.click(o.element(`main a[href*="/do/grant"]`)) })
	o.shot("officer-decide")
	o.open("/work" + f.at)
	o.act("grant")
	o.sees("准予")

	citizen.open(f.at)
	citizen.sees("准予")
	citizen.leads(func() { citizen.click(citizen.element(`main a[href*="/certificates/"]`)) })
	citizen.sees("食品经营许可证", "演示证照，没有法律效力", "电子证照标识")
	citizen.shot("citizen-certificate")
	head := citizen.p.MustEval(`async href => new TextDecoder().decode((await (await fetch(href)).arrayBuffer()).slice(0, 5))`,
		*citizen.element(`main a[href$="certificate.pdf"]`).MustAttribute("href")).Str()
	if head != "%PDF-" {
		t.Errorf("the certificate to print begins with %q", head)
	}

	id := citizen.at()[strings.LastIndex(citizen.at(), "/")+1:]
	cert, err := c.certs.ByID(context.Background(), c.division, id)
	if err != nil {
		t.Fatal(err)
	}
	address, err := c.certs.QR(context.Background(), cert)
	if err != nil {
		t.Fatal(err)
	}
	path := strings.TrimPrefix(address, c.url)
	stranger := c.visitor(t, testenv.Phone)
	stranger.open(path)
	stranger.sees("林*满", "✓ 通过 签名正确", "演示系统")
	stranger.shot("verify-genuine")
	i := len(path) - 20
	altered := path[:i] + string(map[bool]byte{true: 'B', false: 'A'}[path[i] == 'A']) + path[i+1:]
	stranger.open("/")
	stranger.open(altered)
	stranger.shot("verify-altered")
	if strings.Contains(stranger.text(), "✓ 通过 签名正确") || !strings.Contains(stranger.text(), "✗ 不通过") {
		t.Errorf("an altered code passes:\n%s", stranger.text())
	}
}

// The one list of corrections reaches the citizen, who hands everything in; a second
// list is refused with the sentence and recorded.
func TestCorrectionsAreAskedOnce(t *testing.T) {
	t.Parallel()
	c := newCounty(t, 40)
	citizen := c.visitor(t, testenv.Phone)
	f := citizen.file()
	o := c.visitor(t, testenv.Desk)
	o.become("officer")
	o.open("/work" + f.at)
	o.leads(func() { o.click(o.element(`main a[href*="/do/request_correction"]`)) })
	o.sees("补正清单只能出这一次")
	o.shot("officer-corrections")
	o.open("/work" + f.at)
	o.act("request_correction")
	citizen.open(f.at)
	citizen.sees("平面布局图")
	citizen.shot("citizen-corrections-asked")
	citizen.open(f.at + "/correct")
	citizen.shot("citizen-corrections")
	for _, e := range citizen.p.MustElements("main input[type=file]") {
		e.MustSetFiles(scan(t))
	}
	citizen.press("全部提交")
	citizen.sees("补正材料已交")
	o.open("/work" + f.at + "/do/request_correction")
	attempts := c.leaves(t)
	o.leads(func() { o.click(o.element(`main form[action*="/do/request_correction"] .actions button`)) })
	if again, e, _ := o.p.Has(`main button[value=confirm]`); again {
		o.leads(func() { o.click(e) })
	}
	o.sees("补正内容已经一次性告知过", "不能再出第二张清单")
	if c.leaves(t) != attempts+1 {
		t.Error("the attempt is not on record")
	}
}

// Silence is an act: the demonstration's clock moves on, the case counts as accepted, and
// both sides read the same.
func TestSilenceAcceptsOnTheDemoClock(t *testing.T) {
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
	citizen.sees("审查中", "视为受理")
	citizen.shot("citizen-deemed")
	o := c.visitor(t, testenv.Desk)
	o.become("officer")
	o.open("/work" + f.at)
	o.sees("审查中", "视为受理")
	citizen.open("/")
	citizen.demoBar()
	citizen.shot("demo-bar")
	before := c.clock.Now()
	citizen.leads(func() { citizen.click(citizen.element(`.demo-bar button[value=next_due]`)) })
	if !c.clock.Now().After(before) {
		t.Error("the clock stood still")
	}
}

// The handler asks for an extension, somebody else approves it, the citizen reads why.
func TestHeadApprovesAnExtension(t *testing.T) {
	t.Parallel()
	c := newCounty(t, 40)
	citizen := c.visitor(t, testenv.Phone)
	f := citizen.file(papersOf...)
	o := c.visitor(t, testenv.Desk)
	o.become("officer")
	o.open("/work" + f.at)
	o.act("accept_tolerant")
	o.act("take")
	o.act("request_extension", "reason", "要等检测机构的报告。")
	h := c.visitor(t, testenv.Desk)
	h.become("unit_head")
	h.open("/head")
	h.sees("要等检测机构的报告")
	h.shot("head-approve")
	h.open("/work" + f.at)
	h.act("approve_extension", "reason", "检测确需时间，同意延长。")
	h.open("/head/staff")
	h.shot("head-staff")
	citizen.open(f.at)
	citizen.sees("要等检测机构的报告")
	citizen.shot("citizen-extension")
}

// Every figure on the board opens to as many rows as it says.
func TestBoardFiguresOpenToTheirRows(t *testing.T) {
	t.Parallel()
	c := newCounty(t, 120)
	v := c.visitor(t, testenv.Desk)
	v.become("supervisor")
	v.open("/board")
	v.shot("supervisor-board")
	figures := map[string]int{} // address of the rows: how many the board says
	for _, a := range v.p.MustElements(`main td a[href^="/board/cases"]`) {
		if s := strings.TrimSpace(a.MustText()); s == digits(s) {
			figures[*a.MustAttribute("href")], _ = strconv.Atoi(s)
		}
	}
	if len(figures) < 10 {
		t.Fatalf("the board has %d figures that open", len(figures))
	}
	for _, a := range v.p.MustElements(`main .stats a[href^="/board/cases"]`) {
		card := a.MustParents(".stats > *").First().MustText()
		numerator, _, ok := strings.Cut(card, "÷")
		if !ok {
			t.Fatalf("a figure without its division: %q", card)
		}
		lines := strings.Fields(numerator)
		figures[*a.MustAttribute("href")], _ = strconv.Atoi(digits(lines[len(lines)-1]))
	}
	for href, want := range figures {
		rows := 0
		for next := href; next != ""; {
			v.open(next)
			rows += len(v.p.MustElements("main tbody tr"))
			next = ""
			if more, e, _ := v.p.Has(`main a[href*="after="]`); more {
				next = *e.MustAttribute("href")
			}
		}
		if rows != want {
			t.Errorf("the board says %d, %s has %d rows", want, href, rows)
		}
	}
	v.shot("supervisor-cases")
}

// An administrator revises an item, sees what the change touches, publishes it, and the
// guide that people read says the new thing.
func TestAdministratorChangesAnItem(t *testing.T) {
	t.Parallel()
	c := newCounty(t, 40)
	v := c.visitor(t, testenv.Desk)
	v.become("administrator")
	v.shot("admin-items")
	it, err := c.items.BySlug(context.Background(), c.division, "elder-care-card")
	if err != nil {
		t.Fatal(err)
	}
	v.open("/admin/items/" + it.Code)
	v.press("修订")
	v.shot("admin-draft")
	v.open("/admin/items/" + it.Code + "/draft/what")

	v.fill("summary.zh", "满六十周岁就能领，坐车看病有优待，新改的一句。")
	v.press("保存")
	public := c.visitor(t, testenv.Phone)
	public.open("/items/elder-care-card")
	if strings.Contains(public.text(), "新改的一句") {
		t.Error("a draft shows to the public")
	}
	v.open("/admin/items/" + it.Code + "/draft/publish")
	v.sees("新改的一句")
	v.shot("admin-plan")
	v.press("发布第2版")
	public.open("/items/elder-care-card")
	public.sees("新改的一句")
	v.open("/admin/org")
	v.shot("admin-org")
	v.open("/admin/calendar")
	v.shot("admin-calendar")
	v.open("/admin/keys")
	v.sees("公钥")
}
