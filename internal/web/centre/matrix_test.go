package centre_test

import (
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"banjie/internal/access"
	"banjie/internal/casework"
	"banjie/internal/complaint"
	"banjie/internal/web/officer/officertest"
	"banjie/internal/web/officer/specimen"
)

// theirs says who has a place in which complaint: the centre in all, a unit in what it has in
// hand. A clerk of the centre's own unit is led from the work list to the centre, where nothing
// is for clerks.
func theirs(who access.Actor, path string, c *casework.Case) bool {
	if who.Unit == "hall" && strings.HasPrefix(path, "/work/") {
		return true
	}
	if who.Unit == "hall" {
		return slices.Contains([]access.Role{access.Supervisor, access.UnitHead, access.CentreHead}, who.Role)
	}
	return strings.HasPrefix(path, "/work/") && slices.ContainsFunc(c.OpenTasks(), func(t casework.Task) bool { return t.Unit == who.Unit })
}

var ids = regexp.MustCompile(`[0-9a-z]{12}|name="_key" value="[^"]*"`)

// TestObjectReferences: for whoever has no place in a complaint, each address of it answers as
// if there were no such complaint: status and page are the same. How long both take is
// measured; it is not held to a limit on a machine that does other work as well.
func TestObjectReferences(t *testing.T) {
	tw := open(t)
	waiting, market := tw.complain(), tw.dispatched()
	fire := tw.complain()
	b, err := complaint.Redact(complaint.Story{}, "反映消防检查多次上门，请查检查记录。", nil)
	if err != nil {
		t.Fatal(err)
	}
	fire = tw.Do(casework.Command{Actor: officer, Case: fire.ID, Verb: "take_up", Input: &complaint.TakeUpInput{Route: "unit", Units: []string{"fire"}, Brief: b}})
	ended := tw.complain()
	ended = tw.Do(casework.Command{Actor: officer, Case: ended.ID, Verb: "decline", Reason: "属于信访。", Input: &complaint.DeclineInput{Ground: "petition", Competent: "县信访局"}})
	cases := []*casework.Case{waiting, market, fire, ended}
	actors := []access.Actor{specimen.Officer, specimen.Colleague, specimen.Head, specimen.Fireman, specimen.Clerk, officer, head, elsewhat, officertest.Citizen, {Role: access.Public, Division: specimen.Division},
		{ID: "aud", Role: access.Auditor, Division: specimen.Division, Unit: "fire"}, {ID: "ch", Role: access.CentreHead, Division: specimen.Division, Unit: "fire"}, {ID: "adm", Role: access.Administrator, Division: specimen.Division, Unit: "fire"},
		{ID: "far", Role: access.Supervisor, Division: "330108", Unit: "hall"}, {ID: "farhead", Role: access.UnitHead, Division: "330108", Unit: "market"}}
	type route struct{ method, path string }
	var routes []route
	for _, p := range []string{"", "/person", "/clocks/citizen", "/clocks/unit", "/files/HASH", "/papers/receipt", "/do/take_on", "/do/report_findings", "/do/return_once", "/do/answer_reporter", "/do/request_opening", "/do/approve_opening", "/do/open_identity", "/do/keep_longer", "/do/view_story", "/do/send_message", "/do/decline"} {
		routes = append(routes, route{"GET", "/work/cases/ID" + p})
		if strings.HasPrefix(p, "/do/") {
			routes = append(routes, route{"POST", "/work/cases/ID" + p})
		}
	}
	for _, p := range []string{"", "/clocks/unit", "/files/HASH", "/story"} {
		routes = append(routes, route{"GET", "/centre/cases/ID" + p})
	}
	for _, p := range []string{"/story", "/attachments/1", "/attachments/1/copy", "/take-up", "/message", "/identity", "/key"} {
		routes = append(routes, route{"POST", "/centre/cases/ID" + p})
	}
	routes = append(routes, route{"GET", "/cases/ID"}, route{"GET", "/cases/ID/files/HASH"})
	send := func(who access.Actor, r route, c *casework.Case, id string) (officertest.Answer, time.Duration) {
		path := strings.NewReplacer("ID", id, "HASH", c.Events[0].Private.Files[0].Hash).Replace(r.path)
		begun := time.Now()
		var got officertest.Answer
		if r.method == "GET" {
			got = tw.Get(who, path)
		} else {
			got = tw.Post(who, path, url.Values{"reason": {"x"}})
		}
		return got, time.Since(begun)
	}
	absent := "5flp44pmwmhe"
	cells, leaks := 0, 0
	var there, not []time.Duration
	for _, who := range actors {
		for _, r := range routes {
			for _, c := range cases {
				cells++
				if theirs(who, r.path, c) {
					continue
				}
				one, took := send(who, r, c, c.ID.String())
				none, took2 := send(who, r, c, absent)
				there, not = append(there, took), append(not, took2)
				plain := func(a officertest.Answer) string { return ids.ReplaceAllString(a.Body, "") }
				if one.Status != none.Status || plain(one) != plain(none) || one.Header.Get("Location") != none.Header.Get("Location") && !strings.Contains(one.Header.Get("Location"), "sign") {
					leaks++
					t.Errorf("%s (%s of %s) %s %s: %d, of one that is not there %d", who.ID, who.Role, who.Unit, r.method, r.path, one.Status, none.Status)
				}
				for _, s := range []string{c.Number, words, name, "金丝雀"} {
					if strings.Contains(one.Body, s) {
						t.Errorf("%s %s %s shows %q", who.ID, r.method, r.path, s)
					}
				}
				if one.Status == http.StatusOK && strings.HasPrefix(r.path, "/centre/") {
					t.Errorf("%s %s %s is let in", who.ID, r.method, r.path)
				}
			}
		}
	}
	slices.Sort(there)
	slices.Sort(not)
	t.Logf("%d cells, %d leaks; median %s for what is not theirs, %s for what is not there", cells, leaks, there[len(there)/2], not[len(not)/2])
	if cells < 2000 {
		t.Errorf("%d cells", cells)
	}
}
