package act_test

import (
	"bytes"
	"mime/multipart"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"banjie/internal/access"
	"banjie/internal/casework"
	"banjie/internal/licensing"
	"banjie/internal/web/officer/act"
	"banjie/internal/web/officer/officertest"
	"banjie/internal/web/officer/specimen"
)

// confirmed sends a final form and confirms the check that follows.
func confirmed(t *testing.T, town *officertest.Town, who access.Actor, action string, form url.Values) {
	t.Helper()
	check := town.Post(who, action, form)
	if check.Status != http.StatusOK {
		t.Fatalf("status %d:\n%s", check.Status, check.Text())
	}
	action, sure := check.Form(t)
	sure.Set("_step", "confirm")
	if got := town.Post(who, action, sure); got.Status != http.StatusSeeOther {
		t.Fatalf("status %d:\n%s", got.Status, got.Text())
	}
}

// An on-site check through its two forms: two are named, one of them writes down what was
// found and what the person said.
func TestOnSiteCheck(t *testing.T) {
	town := open(t)
	c := states(t, town)["under review"]
	action, form := town.Get(specimen.Head, path(c.ID, "name_inspectors")).Form(t)
	form.Set("object", "青石街道2号的经营场所")
	form["officers"] = []string{specimen.Officer.ID}
	form.Set("reason", "核查经营场所。")
	if got := town.Post(specimen.Head, action, form); got.Status != http.StatusUnprocessableEntity || !strings.Contains(got.Text(), "两名以上") {
		t.Fatalf("one alone: status %d:\n%s", got.Status, got.Text())
	}
	form["officers"] = []string{specimen.Officer.ID, specimen.Colleague.ID, "nobody-here"}
	if got := town.Post(specimen.Head, action, form); got.Status != http.StatusSeeOther {
		t.Fatalf("status %d:\n%s", got.Status, got.Text())
	}
	action, form = town.Get(specimen.Colleague, path(c.ID, "record_inspection")).Form(t)
	form["present"] = []string{specimen.Officer.ID, specimen.Colleague.ID}
	form.Set("place", "青石街道2号")
	form.Set("finding", "布局与平面图一致。")
	form.Set("outcome", licensing.InOrder)
	form.Set("statement", "无意见")
	form.Set("signed", licensing.Signed)
	confirmed(t, town, specimen.Colleague, action, form)
	f := licensing.FileOf(town.Load(c.ID))
	if len(f.Inspections) != 1 || len(f.Inspectors.Officers) != 2 || len(f.Inspections[0].Present) != 2 {
		t.Errorf("named %v, recorded %+v", f.Inspectors, f.Inspections)
	}
}

// Whoever has no telephone withdraws at a window, on a signed paper.
func TestWithdrawnOnPaper(t *testing.T) {
	town := open(t)
	c := states(t, town)["received"]
	action, form := town.Get(specimen.Clerk, path(c.ID, "withdraw")).Form(t)
	if got := town.Post(specimen.Clerk, action, form); got.Status != http.StatusUnprocessableEntity || !strings.Contains(got.Text(), "签名的书面材料") {
		t.Fatalf("without a paper: status %d:\n%s", got.Status, got.Text())
	}
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	for k, all := range form {
		for _, v := range all {
			w.WriteField(k, v)
		}
	}
	scan, _ := w.CreateFormFile("file."+licensing.PaperMaterial, "withdrawal.png")
	scan.Write([]byte("\x89PNG\r\n\x1a\n0000"))
	w.Close()
	check := town.PostBody(specimen.Clerk, action, w.FormDataContentType(), &body)
	if check.Status != http.StatusOK {
		t.Fatalf("status %d:\n%s", check.Status, check.Text())
	}
	action, sure := check.Form(t)
	sure.Set("_step", "confirm")
	if got := town.Post(specimen.Clerk, action, sure); got.Status != http.StatusSeeOther {
		t.Fatalf("status %d:\n%s", got.Status, got.Text())
	}
	after := town.Load(c.ID)
	last := after.Events[len(after.Events)-1]
	if after.State != licensing.Withdrawn || last.By.Relation != casework.Receiver || len(last.Private.Files) != 1 || last.Private.Files[0].Name != "withdrawal.png" {
		t.Errorf("%s by %+v with %+v", after.State, last.By, last.Private.Files)
	}
}

// A task of somebody who is away is offered to the stand-in, and to nobody else.
func TestStandInTakesOver(t *testing.T) {
	town := open(t)
	town.Site.Engine.StandIn = func(actor, officer, unit string, at time.Time) bool {
		return actor == specimen.Colleague.ID && officer == specimen.Officer.ID && unit == "market" && at.Equal(town.Clock.Now())
	}
	c := states(t, town)["taken"]
	offered := func(who access.Actor) bool {
		c, p, err := town.Site.Engine.Load(t.Context(), casework.Key{Division: specimen.Division, ID: c.ID})
		if err != nil {
			t.Fatal(err)
		}
		return slices.ContainsFunc(act.Offers(t.Context(), town.Site.Engine, c, p, who, specimen.Directory()), func(o act.Offer) bool {
			return o.Trans.Verb == "take" && o.Blocked == nil && slices.ContainsFunc(o.Tasks, func(k casework.Task) bool { return k.Officer == specimen.Officer.ID })
		})
	}
	if !offered(specimen.Colleague) || offered(specimen.Fireman) {
		t.Error("the task is offered to the wrong people")
	}
	action, form := town.Get(specimen.Colleague, path(c.ID, "take")).Form(t)
	if got := town.Post(specimen.Colleague, action, form); got.Status != http.StatusSeeOther {
		t.Fatalf("status %d:\n%s", got.Status, got.Text())
	}
	after := town.Load(c.ID)
	if last := after.Events[len(after.Events)-1]; last.Facts.Code != casework.StoodIn || after.Handler != specimen.Colleague.ID {
		t.Errorf("code %q, handler %s", last.Facts.Code, after.Handler)
	}
}
