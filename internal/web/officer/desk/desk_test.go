package desk_test

import (
	"bytes"
	"net/http"
	"strings"
	"testing"
	"time"

	"banjie/internal/access"
	"banjie/internal/casework"
	"banjie/internal/web/officer/desk"
	"banjie/internal/web/officer/officertest"
	"banjie/internal/web/officer/specimen"
	"banjie/internal/web/ui/uitest"
)

func TestPages(t *testing.T) { uitest.Pages(t, desk.GalleryPages()) }

func open(t *testing.T) *officertest.Town {
	return officertest.New(t, func(town *officertest.Town) { (&desk.Pages{Site: town.Site}).Routes() })
}

// review files a case and accepts it.
func review(town *officertest.Town) *casework.Case {
	c := town.Do(officertest.Filing())
	return town.Do(casework.Command{Actor: specimen.Officer, Case: c.ID, Verb: "accept"})
}

func take(town *officertest.Town, c *casework.Case, who access.Actor, step, task string) {
	town.Do(casework.Command{Actor: who, Case: c.ID, Verb: "take", Input: &casework.TaskInput{Step: step, Task: task}})
}

// Each tab shows its own cases, most urgent first, and never those of other units.
func TestTabs(t *testing.T) {
	town := open(t)
	late, held, paused := review(town), review(town), review(town)
	town.Clock.Advance(48 * time.Hour)
	fresh := town.Do(officertest.Filing())
	take(town, held, specimen.Officer, "review", "papers")
	town.Do(casework.Command{Actor: specimen.Officer, Case: paused.ID, Verb: "request_extension", Reason: "示例"})
	rows := func(who access.Actor, query string) string {
		got := town.Get(who, "/work"+query)
		if got.Status != http.StatusOK {
			t.Fatalf("%s: status %d", query, got.Status)
		}
		for _, p := range uitest.Problems(got.Body) {
			t.Error(p)
		}
		return got.Body
	}
	has := func(body string, c *casework.Case) bool {
		return strings.Contains(body, "/work/cases/"+c.ID.String()+`"`)
	}
	if mine := rows(specimen.Officer, ""); !has(mine, held) || has(mine, late) || has(mine, fresh) {
		t.Error("in my hands: wrong cases")
	}
	waiting := rows(specimen.Officer, "?tab=waiting")
	if has(waiting, held) || !has(waiting, late) || !has(waiting, fresh) || strings.Index(waiting, late.ID.String()) > strings.Index(waiting, fresh.ID.String()) {
		t.Error("waiting: wrong cases or order")
	}
	if all := rows(specimen.Officer, "?tab=unit&item="+late.Item.Code); !has(all, late) || !has(all, held) || !has(all, fresh) {
		t.Error("all of my unit: a case is missing")
	}
	if fire := rows(specimen.Fireman, "?tab=waiting"); !has(fire, late) || has(fire, fresh) {
		t.Error("the other unit sees what is not its own")
	}
	town.Clock.Advance(9 * 24 * time.Hour)
	if _, err := town.Site.Engine.Sweep(t.Context(), specimen.Division); err != nil {
		t.Fatal(err)
	}
	if over := rows(specimen.Officer, "?tab=unit&lamp=overdue"); !has(over, late) || !strings.Contains(over, "超期") {
		t.Error("overdue: the late case is missing")
	}
	if got := town.Get(specimen.Officer, "/work?number="+held.Number); got.Header.Get("Location") != "/work/cases/"+held.ID.String() {
		t.Errorf("the number leads to %q", got.Header.Get("Location"))
	}
}

// The case page says the same to whoever may see it, offers what the procedure allows and
// explains what it does not; for others the case does not exist.
func TestCase(t *testing.T) {
	town := open(t)
	c := review(town)
	take(town, c, specimen.Officer, "review", "papers")
	got := town.Get(specimen.Officer, "/work/cases/"+c.ID.String())
	text := got.Text()
	for _, want := range []string{"办结本环节", "还有环节没有办结", "承诺办理时限", "青禾小吃店", "您和工作人员看到的一样"} {
		if !strings.Contains(text, want) {
			t.Errorf("the page does not say %q:\n%s", want, text)
		}
	}
	if strings.Contains(text, "11010519491231002X") || strings.Contains(text, "19000000001") {
		t.Error("document number or telephone in full on the case page")
	}
	if got.Header.Get("ETag") == "" {
		t.Error("no ETag")
	}
	forest := access.Actor{ID: "x", Name: "丁（示例）", Role: access.CaseOfficer, Division: specimen.Division, Unit: "forest"}
	not, never := town.Get(forest, "/work/cases/"+c.ID.String()), town.Get(forest, "/work/cases/"+(c.ID+1).String())
	if not.Status != http.StatusNotFound || not.Text() != never.Text() {
		t.Errorf("not yours: status %d; does not exist: status %d", not.Status, never.Status)
	}
	if why := town.Get(specimen.Officer, "/work/cases/"+c.ID.String()+"/clocks/promised"); why.Status != http.StatusOK {
		t.Errorf("why this day: status %d", why.Status)
	}
}

// Seeing a person's data in full is one look on record.
func TestPersonIsALookOnRecord(t *testing.T) {
	town := open(t)
	c := review(town)
	town.Reads = nil
	got := town.Get(specimen.Officer, "/work/cases/"+c.ID.String()+"/person")
	if !strings.Contains(got.Text(), "11010519491231002X") || strings.Join(town.Reads, ";") != "lin case;lin person" {
		t.Errorf("status %d, reads %v", got.Status, town.Reads)
	}
	if got := town.Get(specimen.Supervisor, "/work/cases/"+c.ID.String()+"/person"); got.Status < 400 {
		t.Errorf("a supervisor: status %d", got.Status)
	}
}

// A file is a download in a sandbox, and only of its own case.
func TestFileIsADownload(t *testing.T) {
	town := open(t)
	f, err := town.Site.Files.Put(t.Context(), "图<纸>.png", bytes.NewReader([]byte("\x89PNG\r\n\x1a\n0000")))
	if err != nil {
		t.Fatal(err)
	}
	f.Material = "plan"
	cmd := officertest.Filing()
	cmd.Open.Files = []casework.File{f}
	c, other := town.Do(cmd), town.Do(officertest.Filing())
	got := town.Get(specimen.Officer, "/work/cases/"+c.ID.String()+"/files/"+f.Hash)
	h := got.Header
	if got.Status != http.StatusOK || !strings.HasPrefix(h.Get("Content-Disposition"), "attachment") || !strings.Contains(h.Get("Content-Security-Policy"), "sandbox") || h.Get("X-Content-Type-Options") != "nosniff" || h.Get("Content-Type") != "image/png" {
		t.Errorf("status %d, %v", got.Status, h)
	}
	if got := town.Get(specimen.Officer, "/work/cases/"+other.ID.String()+"/files/"+f.Hash); got.Status != http.StatusNotFound {
		t.Errorf("by way of another case: status %d", got.Status)
	}
	if got := town.Get(specimen.Fireman, "/work/cases/"+c.ID.String()+"/files/"+f.Hash); got.Status != http.StatusNotFound {
		t.Errorf("another unit: status %d", got.Status)
	}
	supervisor := access.Actor{ID: "sup", Role: access.Supervisor, Division: specimen.Officer.Division, Unit: "supervision"}
	page := town.Get(supervisor, "/work/cases/"+c.ID.String())
	if page.Status != http.StatusOK || strings.Contains(page.Body, f.Hash) {
		t.Errorf("a supervisor's page of the case: status %d, or it offers what was handed in", page.Status)
	}
	if got := town.Get(supervisor, "/work/cases/"+c.ID.String()+"/files/"+f.Hash); got.Status != http.StatusForbidden {
		t.Errorf("a supervisor fetched what was handed in: status %d", got.Status)
	}
}

// The applicant has pages of his own: those of staff show the officials' side and stay shut.
func TestApplicantStaysOutside(t *testing.T) {
	town := open(t)
	c := review(town)
	base := "/work/cases/" + c.ID.String()
	for _, path := range []string{"/work", base, base + "/person", base + "/clocks/promised", base + "/do/note", base + "/do/accept"} {
		if got := town.Get(officertest.Citizen, path); got.Status < 400 || strings.Contains(got.Body, c.Number) {
			t.Errorf("%s: status %d", path, got.Status)
		}
	}
	if got := town.Post(officertest.Citizen, base+"/do/note", map[string][]string{"reason": {"示例"}}); got.Status < 400 || town.Load(c.ID).Version != c.Version {
		t.Errorf("a note by way of the officer's form: status %d", got.Status)
	}
}
