package playbook_test

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"banjie/internal/access"
	"banjie/internal/casework"
	"banjie/internal/complaint"
	"banjie/internal/seal"
	"banjie/internal/supervise"
	"banjie/internal/supervise/order"
	"banjie/internal/web/officer/desk"
	"banjie/internal/web/officer/officertest"
	"banjie/internal/web/officer/specimen"
	"banjie/internal/web/playbook"
	"banjie/internal/web/ui/uitest"
)

func TestPages(t *testing.T) { uitest.Pages(t, playbook.GalleryPages()) }

var (
	supervisor = access.Actor{ID: "du", Name: "杜示例", Role: access.Supervisor, Division: specimen.Division, Unit: "hall"}
	chief      = access.Actor{ID: "zhong", Name: "钟示例", Role: access.CentreHead, Division: specimen.Division, Unit: "hall"}
	elsewhere  = access.Actor{ID: "far", Name: "远示例", Role: access.Supervisor, Division: "330598", Unit: "hall"}
)

// town is the county with orders and complaints, armed as in the hall.
func town(t *testing.T) *officertest.Town {
	return officertest.New(t, func(o *officertest.Town) {
		s := o.Site
		rules := order.Rules{Centre: "hall", Find: func(ctx context.Context, division, number string) (order.Subject, error) {
			key, err := s.Cases.ByNumber(ctx, division, number)
			if err != nil {
				return order.Subject{}, err
			}
			c, _, err := s.Engine.Load(ctx, key)
			if err != nil {
				return order.Subject{}, err
			}
			return order.Subject{ID: key.ID, Sealed: c.Sealed}, nil
		}}
		for _, p := range []*casework.Procedure{complaint.Rules{Centre: "hall"}.Procedure(), rules.Procedure()} {
			if err := s.Engine.Register(supervise.Arm(p).With(supervise.Watching(p)...)); err != nil {
				t.Fatal(err)
			}
		}
		s.Centre = "hall"
		(&desk.Pages{Site: s}).Routes()
		(&playbook.Pages{Site: s, Lists: o.Playbook, Orders: o.Orders, Complaints: o.Complaints, Rules: rules}).Routes()
	})
}

// whole says that a page came and has no fault of form.
func whole(t *testing.T, got officertest.Answer, wants ...string) officertest.Answer {
	t.Helper()
	if got.Status != http.StatusOK {
		t.Fatalf("status %d: %s", got.Status, got.Text())
	}
	for _, p := range uitest.Problems(got.Body) {
		t.Error(p)
	}
	for _, w := range wants {
		if !strings.Contains(got.Body, w) {
			t.Errorf("the page lacks %q:\n%s", w, got.Text())
		}
	}
	return got
}

// TestLifeOfAnOrder walks by the pages: issued by form, seen and taken by the unit, replied
// to with evidence, looked at by the supervisor, printed.
func TestLifeOfAnOrder(t *testing.T) {
	tw := town(t)
	whole(t, tw.Get(supervisor, "/centre/orders"), "这里没有督办单", `href="/centre/orders/new"`)
	action, form := whole(t, tw.Get(supervisor, "/centre/orders/new?unit=market&about=matter")).Form(t)
	form.Set("ground", "repeated")
	if got := tw.Post(supervisor, action, form); got.Status != http.StatusUnprocessableEntity || !strings.Contains(got.Text(), "请写明理由") {
		t.Errorf("an order without a demand: %d %s", got.Status, got.Text())
	}
	form.Set("reason", "请说明三件食品许可为什么超期，并拿出办法。")
	form.Set("days", "16")
	if got := tw.Post(supervisor, action, form); got.Status != http.StatusUnprocessableEntity || !strings.Contains(got.Text(), "1到15个工作日") {
		t.Errorf("sixteen days: %d %s", got.Status, got.Text())
	}
	form.Set("days", "5")
	made := tw.Post(supervisor, action, form)
	if made.Status != http.StatusSeeOther {
		t.Fatalf("issued: %d %s", made.Status, made.Text())
	}
	at := made.Header.Get("Location")
	whole(t, tw.Get(supervisor, at), "督办〔2026〕1号", "三件食品许可", at+"/letter", "withdraw_order")
	whole(t, tw.Get(supervisor, at+"/letter"), "督办〔2026〕1号", "3月9日", "data-print")
	whole(t, tw.Get(specimen.Officer, "/work?tab=waiting"), at, "督办", "回复督办")
	page := whole(t, tw.Get(specimen.Officer, at), "take_order", "三件食品许可")
	if strings.Contains(page.Body, "withdraw_order") || strings.Contains(page.Body, "accept_reply") {
		t.Error("the unit is offered what is the issuer's")
	}
	do := func(who access.Actor, verb string, values url.Values) {
		t.Helper()
		action, form := whole(t, tw.Get(who, at+"/do/"+verb)).Form(t)
		for k, v := range values {
			form[k] = v
		}
		got := tw.Post(who, action, form)
		if got.Status == http.StatusOK { // asked once more before what cannot be taken back
			action, form = got.Form(t)
			form.Set("_step", "confirm")
			got = tw.Post(who, action, form)
		}
		if got.Status != http.StatusSeeOther {
			t.Fatalf("%s: %d %s", verb, got.Status, got.Text())
		}
	}
	do(specimen.Officer, "take_order", nil)
	do(specimen.Officer, "ask_later_date", url.Values{"days": {"3"}, "reason": {"要会同消防核实。"}})
	whole(t, tw.Get(supervisor, "/centre/orders"), "申请延后，待批")
	do(supervisor, "decide_later_date", url.Values{"approve": {"yes"}, "reason": {"情况属实。"}})
	reply(t, tw, at)
	whole(t, tw.Get(supervisor, "/centre/orders?stage=replied"), at, "已回复，待审核")
	do(supervisor, "accept_reply", url.Values{"result": {order.Done}, "reason": {"已补派人员，可以办结。"}})
	whole(t, tw.Get(supervisor, "/centre/orders?stage=closed"), at, "已办成")
	whole(t, tw.Get(specimen.Officer, at), "已办成")
}

// reply sends the unit's reply with its evidence, past the form, whose files another test sends.
func reply(t *testing.T, tw *officertest.Town, at string) {
	t.Helper()
	id, err := casework.ParseID(strings.TrimPrefix(at, "/work/cases/"))
	if err != nil {
		t.Fatal(err)
	}
	tw.Do(casework.Command{Actor: specimen.Officer, Case: id, Verb: "reply_order", Reason: "已补派两名人员。", Input: &order.ReplyInput{Result: order.Done, Files: []casework.File{{Material: "evidence", Name: "会议纪要.pdf", Hash: strings.Repeat("ab", 32)}}}})
	got := whole(t, tw.Get(supervisor, at), "会议纪要.pdf", "已补派两名人员")
	if !strings.Contains(got.Body, at+"/files/") {
		t.Error("the issuer's side cannot open the evidence")
	}
}

// TestPlaybook: figures open the rows they count, and nothing of a sealed case but the number is there.
func TestPlaybook(t *testing.T) {
	tw := town(t)
	whole(t, tw.Get(chief, "/centre/playbook"), "没有反复出现的", `href="/centre/orders"`, `href="/cards"`)
	r, err := seal.NewReporter(seal.Standard, "31415926535897932380")
	if err != nil {
		t.Fatal(err)
	}
	var complaints []*casework.Case
	for range 3 {
		complaints = append(complaints, tw.Do(casework.Command{Actor: access.Actor{ID: "return-code", Role: access.Citizen, Division: specimen.Division, Party: "r"}, Verb: "file_complaint",
			Input: &complaint.FileInput{Filing: complaint.Filing{Kind: "delay", Protection: complaint.Anonymous, Against: "market", Reporter: r.Known}, Ingredient: "w",
				Boxes: []complaint.Box{{Compartment: seal.Story, Size: 4096}}, Files: []casework.File{{Material: "story", Hash: "ab", Size: 4096}}},
			Open: &casework.Open{Procedure: complaint.Name, Channel: "web", Party: "r", Series: "C", Sealed: true}}))
	}
	cmd, err := order.Rules{Centre: "hall"}.Issue(t.Context(), supervisor, order.IssueInput{Unit: "market", About: order.AboutMatter, Ground: "other", Days: 2}, "请办。")
	if err != nil {
		t.Fatal(err)
	}
	issued := tw.Do(cmd)
	tw.Clock.Advance(4 * 24 * time.Hour)
	if got, err := tw.Site.Engine.Sweep(t.Context(), specimen.Division); err != nil || got.Err != nil {
		t.Fatal(err, got.Err)
	}
	whole(t, tw.Get(chief, "/centre/playbook"), "/centre/playbook/due?when=over", "/centre/orders?stage=overdue", "拖延不办")
	over := whole(t, tw.Get(chief, "/centre/playbook/due?when=over"), "/work/cases/"+issued.ID.String())
	for _, c := range complaints {
		if !strings.Contains(over.Body, "/centre/cases/"+c.ID.String()) {
			t.Error("a late complaint is not among what is late")
		}
	}
	whole(t, tw.Get(chief, "/centre/playbook/complaints?against=market&kind=delay"), complaints[0].ID.String(), complaints[2].ID.String())
	whole(t, tw.Get(chief, "/centre/playbook/waiting?unit=market"), issued.ID.String(), "没人签收")
	late := whole(t, tw.Get(chief, "/centre/playbook/late?of=unordered"), complaints[1].ID.String(), "发督办单")
	if strings.Contains(late.Body, issued.ID.String()) {
		t.Error("an order is to be ordered")
	}
	whole(t, tw.Get(specimen.Head, "/work/late"), "/work/cases/"+issued.ID.String(), "单位负责人")
	if got := tw.Get(specimen.Head, "/work/late"); strings.Contains(got.Body, complaints[0].ID.String()) {
		t.Error("a unit was shown a complaint that is not in its hands")
	}
	// Whoever has no unit is the head of none, and of another unit reads of a sealed case its number.
	for _, who := range []access.Actor{{ID: "root", Role: access.Administrator, Division: specimen.Division}, chief} {
		if got := tw.Get(who, "/work/late"); got.Status == http.StatusOK {
			t.Errorf("%s sees what heads of units were told", who.Role)
		}
	}
	outside := access.Actor{ID: "out", Name: "外示例", Role: access.Supervisor, Division: specimen.Division, Unit: "fire"}
	for _, path := range []string{"/centre/playbook/due?when=over", "/centre/playbook/late"} {
		got := whole(t, tw.Get(outside, path), complaints[0].Number, "密件")
		if strings.Contains(got.Body, "机关效能投诉办理程序") || strings.Contains(got.Body, "已登记") {
			t.Errorf("%s: more than the number of a complaint:\n%s", path, got.Text())
		}
	}
	// An order about a complaint: by number, sealed.
	action, form := tw.Get(chief, "/centre/orders/new?about=case&unit=hall&ground=escalated&number="+complaints[1].Number).Form(t)
	form.Set("reason", "请在期限内答复是否受理。")
	if got := tw.Post(chief, action, form); got.Status != http.StatusSeeOther {
		t.Fatalf("an order about a complaint: %d %s", got.Status, got.Text())
	}
	if late = tw.Get(chief, "/centre/playbook/late?of=unordered"); strings.Contains(late.Body, complaints[1].ID.String()) {
		t.Error("a complaint with an order stands among those without")
	}
	for _, path := range []string{"/centre/playbook", "/centre/playbook/due?when=over", "/centre/playbook/late", "/centre/playbook/complaints", "/centre/orders", "/centre/orders/new"} {
		for _, who := range []access.Actor{specimen.Officer, specimen.Clerk, specimen.Head, officertest.Citizen, elsewhere} {
			if got := tw.Get(who, path); got.Status == http.StatusOK {
				t.Errorf("%s of %s sees %s", who.Role, who.Division, path)
			}
		}
	}
}
