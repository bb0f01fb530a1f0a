package complaint_test

import (
	"slices"
	"testing"

	"banjie/internal/access"
	"banjie/internal/casework"
	"banjie/internal/complaint"
	"banjie/internal/fault"
	"banjie/internal/rating"
	"banjie/internal/rectification"
)

// ends brings a complaint to each of its ends. A centre that could choose which ends are rated
// could choose its figures.
var ends = map[string]func(b *bed, r *reporter, id casework.ID){
	"solved": func(b *bed, r *reporter, id casework.ID) {
		b.toUnit(id)
		b.reported(id, "not_substantiated", complaint.Solved)
		c := b.must(officer, id, "answer_reporter", nil, "已经处理。")
		b.must(r.Actor, id, "confirm_solved", r.says(c, "confirm_solved", "yes"))
	},
	"unheard": func(b *bed, _ *reporter, id casework.ID) {
		b.toUnit(id)
		b.reported(id, "not_substantiated", complaint.Unfounded)
		b.must(officer, id, "answer_reporter", nil, "查无此事。")
		b.pass(9)
	},
	"at_once": func(b *bed, r *reporter, id casework.ID) {
		c := b.must(officer, id, "answer_at_once", &complaint.AtOnceInput{Result: complaint.Explained}, "已说明。")
		b.must(r.Actor, id, "confirm_solved", r.says(c, "confirm_solved", "yes"))
	},
	"not_accepted": func(b *bed, _ *reporter, id casework.ID) {
		b.must(officer, id, "decline", &complaint.DeclineInput{Ground: "petition", Competent: "县信访局"}, "属于信访事项。")
	},
	"withdrawn": func(b *bed, r *reporter, id casework.ID) {
		c := b.must(officer, id, "view_story", nil)
		b.must(r.Actor, id, "withdraw_complaint", r.says(c, "withdraw_complaint", "yes"))
	},
	"handed_over": func(b *bed, _ *reporter, id casework.ID) {
		b.must(officer, id, "hand_over", &complaint.HandOverInput{Body: "县法院"}, "归法院管。")
		b.must(officer, id, "acknowledge", nil, "对方来函确认。")
	},
	"unreachable": func(b *bed, _ *reporter, id casework.ID) {
		b.toUnit(id)
		b.must(officer, id, "close_unreachable", &complaint.UnreachableInput{Tries: []complaint.Try{{Day: "2026-03-02", Channel: "telephone"}, {Day: "2026-03-03", Channel: "message"}, {Day: "2026-03-04", Channel: "telephone"}}}, "联系不上。")
	},
}

// Every end can be rated, by the reporter's signature alone; a forged or borrowed one is
// refused and on record, and a poor rating opens a sealed duty of the centre.
func TestEveryEndIsRatedWithTheCodesSignature(t *testing.T) {
	for name, end := range ends {
		t.Run(name, func(t *testing.T) {
			b := newBed(t)
			r, c := b.file(0)
			other, _ := b.file(1)
			if _, err := b.do(r.Actor, r.id, "rate", r.rates(c, "rate", rating.Satisfied)); err == nil {
				t.Fatal("rated before its end")
			}
			end(b, r, r.id)
			in := r.rates(c, "rate", rating.Dissatisfied)
			forged := map[string]rating.Input{
				"none":        {Grade: rating.VerySatisfied, Channel: "web"},
				"other grade": {Grade: rating.VerySatisfied, Channel: "web", Signature: in.Signature},
				"other code":  *other.rates(c, "rate", rating.VerySatisfied),
				"other act":   *r.rates(c, "follow_up_rating", rating.VerySatisfied),
			}
			for what, f := range forged {
				if _, err := b.do(r.Actor, r.id, "rate", &f); err == nil || fault.For(err).Code != "not_signed" {
					t.Errorf("%s: %v", what, err)
				}
			}
			for _, who := range []access.Actor{officer, head, clerk, roads} {
				if _, err := b.do(who, r.id, "rate", in); err == nil {
					t.Errorf("%s rated", who.Role)
				}
			}
			c = b.must(r.Actor, r.id, "rate", in)
			if n := len(slices.DeleteFunc(slices.Clone(c.Events), func(e casework.Event) bool { return e.Kind != "attempt_refused" })); n != len(forged) {
				t.Errorf("%d tries on record, wanted %d", n, len(forged))
			}
			f := rating.Of(c)[0]
			if f.Proof != rating.BySignature || !complaint.KeysOf(c).Signed(rating.Statement(c.Number, "rate", rating.Input{Grade: f.Grade}), f.Signature) {
				t.Errorf("an outsider cannot check %+v", f)
			}
			duty, _, err := b.engine.Load(b.Context(), casework.Key{Division: division, ID: f.Duty})
			if err != nil || !duty.Sealed || duty.Unit != "centre" || duty.State != rectification.ToCall {
				t.Fatalf("%v %+v", err, duty)
			}
			page, err := b.store.Cases(b.Context(), casework.Query{Division: division, Procedure: rectification.Name})
			if err != nil || len(page.Rows) != 0 {
				t.Errorf("the duty of a complaint stands in an open list: %v", page.Rows)
			}
			if _, err := b.do(roads, f.Duty, "confirm_poor_rating", &rectification.CallInput{Channel: "message", Cause: "service"}, "…"); fault.KindOf(err) != fault.NotFound {
				t.Errorf("another unit found the duty: %v", err)
			}
			b.must(r.Actor, r.id, "follow_up_rating", r.rates(c, "follow_up_rating", rating.Satisfied))
		})
	}
}

// rates signs a rating with the reporter's code.
func (r *reporter) rates(c *casework.Case, verb string, g rating.Grade) *rating.Input {
	in := rating.Input{Grade: g, Channel: "web"}
	in.Signature = r.Sign(rating.Statement(c.Number, verb, in))
	return &in
}
