package centre_test

import (
	"strings"
	"testing"
)

// Beside an opened story stand the likely kind and the open complaint whose brief is alike,
// and no box of the form is filled by it; a second complaint of another matter is not shown.
// Who has not opened the story sees none of it.
func TestProposalsBesideTheStory(t *testing.T) {
	tw := open(t)
	known, other := tw.briefed("收件窗口每次说材料还缺一样，让人去门口的店里做评估，请查。"), tw.briefed("货车过检查站被拦下，请查现金去向。")
	c := tw.complain()
	if page := tw.Get(officer, at(c)); strings.Contains(page.Body, `id="proposals"`) {
		t.Error("proposals before the story is open")
	}
	tw.unlock(c, officer)
	got := tw.Post(officer, at(c)+"/story", nil)
	tw.whole(got, name, "13800000000")
	if !strings.Contains(got.Body, `id="proposals"`) || !strings.Contains(got.Text(), "供您参考") {
		t.Fatalf("no proposals:\n%s", got.Text())
	}
	if strings.Contains(got.Body, "checked") {
		t.Error("something is filled in")
	}
	if !strings.Contains(got.Body, `href="`+at(known)+`"`) {
		t.Error("the complaint of the same matter is not shown")
	}
	if strings.Contains(got.Body, `href="`+at(other)+`"`) {
		t.Error("a complaint of another matter is shown")
	}
	if again := tw.Load(c.ID); len(again.Events) != 2 {
		t.Errorf("%d events: only filing and look are kept", len(again.Events))
	}
}
