// Package act is how a member of staff does something to a case: what the procedure
// allows this person now, one form page for each verb, and what will happen before it does.
//
//	case page ─ Offers ─▶ form ─ rehearse ─▶ check (acts that cannot be taken back) ─▶ Engine.Do ─▶ back
//	                        ▲        └─ what happens: state, clocks and days, who is told
//	                        └── refused: the fault with its article, what was typed stays
//
// What is offered comes from the procedure's own table, the relation of the actor to the
// case and the table of access, never from a list of buttons. The consequences shown are
// those of the real decision, carried out against the loaded case with a writer that keeps
// nothing. A power of the head that was handed down in writing (package org) is used under
// the delegation's id, and only for the verbs it names.
//
// It rests on the articles the procedure names; it decides nothing itself.
package act

import (
	"context"
	"slices"
	"strings"
	"time"

	"banjie/internal/access"
	"banjie/internal/calendar"
	"banjie/internal/casework"
	"banjie/internal/catalog"
	"banjie/internal/fault"
	"banjie/internal/law"
	"banjie/internal/org"
	"banjie/internal/registers/publiclist"
	"banjie/internal/web/site"
)

// Routes adds the form pages of all verbs.
func Routes(s *site.Site) {
	staff := site.For(access.ListUnitCases) // whoever may see a case only as its applicant has pages of his own
	s.Handle("GET /work/cases/{id}/do/{verb}", staff, ask)
	s.Handle("GET "+handedOn, staff, out)
	s.Handle("POST /work/cases/{id}/do/{verb}", staff.WithFiles(), answer)
}

// Question is one verb on one case as it stands, for one person.
type Question struct {
	Case   *casework.Case
	Proc   *casework.Procedure
	Item   *catalog.Item
	Trans  *casework.Transition
	Actor  access.Actor // as who the act is done: the person, or the person under a delegation
	Org    *org.Directory
	Cal    *calendar.Calendar
	Now    time.Time
	Tasks  []casework.Task    // the tasks the verb can be about
	Files  []casework.File    // sent with the form
	Duties []publiclist.Entry // of the unit, where it returns a complaint
}

// Offer is a verb that the procedure has for this person in this state.
type Offer struct {
	Question
	Blocked *fault.Fault // why it cannot be done now; nil: it can
	Counted bool         // a refused try would go on record
}

// Final says that the act cannot be taken back and is asked for twice.
func (o Offer) Final() bool { return forms[o.Trans.Verb].Final }

// Offers are the acts of a person on a case, in the procedure's order. One that a guard
// forbids now is there with the reason.
func Offers(ctx context.Context, e *casework.Engine, c *casework.Case, p *casework.Procedure, a access.Actor, d *org.Directory) []Offer {
	var all []Offer
	for i := range p.Transitions {
		if slices.ContainsFunc(all, func(o Offer) bool { return o.Trans.Verb == p.Transitions[i].Verb }) {
			continue
		}
		q, err := question(e, c, p, p.Transitions[i].Verb, a, d)
		if err != nil {
			continue
		}
		o := Offer{Question: q}
		if _, o.Counted, err = q.rehearse(ctx, e, q.guess()); err != nil {
			f := fault.For(err)
			switch f.Kind {
			case fault.Invalid:
			case fault.Unlawful, fault.Conflict:
				if f.Code == "task_not_open" {
					continue // done with: no reason to explain why it cannot be done again
				}
				o.Blocked = f
			default:
				continue
			}
		}
		all = append(all, o)
	}
	return all
}

// question finds what a verb means here. The error is the answer to give: fault.NotFound
// for a verb that no staff can use, fault.Forbidden for one that is not this person's,
// fault.Unlawful for one that is not possible in this state.
func question(e *casework.Engine, c *casework.Case, p *casework.Procedure, verb string, a access.Actor, d *org.Directory) (Question, error) {
	q := Question{Case: c, Proc: p, Actor: a, Org: d, Cal: e.Calendar(), Now: e.Clock.Now()}
	t, now := p.Transition(c.State, verb)
	if !now {
		t = anyState(p, verb)
	}
	if t == nil || t.Quiet || len(t.From) == 0 || !Known(t) {
		return q, fault.Missing()
	}
	q.Trans = t
	if !q.mine() && !q.handedDown() {
		if err := access.Check(a, access.Verb(verb), c.Target()); err != nil {
			return q, err
		}
		return q, notYours(t)
	}
	if !now {
		return q, notNow(p, c, t)
	}
	if c.Item.Code != "" {
		it, err := e.Catalogue.Version(c.Division, c.Item.Code, c.Item.Version)
		if err != nil {
			return q, err
		}
		q.Item = it
	}
	q.Tasks = q.tasks(e)
	return q, nil
}

func anyState(p *casework.Procedure, verb string) *casework.Transition {
	for i := range p.Transitions {
		if p.Transitions[i].Verb == verb {
			return &p.Transitions[i]
		}
	}
	return nil
}

// Known says whether there is a form for the verb: one of ours, or none is needed because
// it takes no input beyond reason and basis.
func Known(t *casework.Transition) bool {
	_, ok := forms[t.Verb]
	return ok || t.Input == nil && !slices.Contains(ownPages, t.Verb)
}

// mine says that both tables allow it to the person as such.
func (q Question) mine() bool {
	if access.Check(q.Actor, access.Verb(q.Trans.Verb), q.Case.Target()) != nil {
		return false
	}
	mine := casework.RelationOf(q.Actor, q.Case)
	return slices.ContainsFunc(q.Trans.By, func(r casework.Relation) bool {
		return r != casework.Anyone && slices.Contains(mine, r)
	})
}

// handedDown says that the head handed this power down to the officer; the act is then
// done under the delegation.
func (q *Question) handedDown() bool {
	if q.Actor.Role != access.CaseOfficer {
		return false
	}
	id, ok := q.Org.MayApprove(q.Actor.ID, q.Case.Unit, q.Trans.Verb, q.Cal.DayOf(q.Now))
	if !ok || id == "" {
		return false
	}
	as := *q
	as.Actor.Role, as.Actor.Mandate = access.UnitHead, id
	if !as.mine() {
		return false
	}
	q.Actor = as.Actor
	return true
}

// tasks are the tasks the verb can be about; none for verbs about the whole case.
func (q Question) tasks(e *casework.Engine) []casework.Task {
	var all []casework.Task
	for _, t := range q.Case.Tasks {
		ok := false
		switch q.Trans.Verb {
		case "take":
			ok = t.Unit == q.Actor.Unit && (t.State == casework.Waiting || t.State == casework.SentBack || e.MayTakeOver(q.Actor, t, q.Now))
		case "finish", "send_back":
			ok = t.State == casework.Taken && t.Officer == q.Actor.ID
		case "refer":
			own := t.State == casework.Taken && t.Officer == q.Actor.ID
			ok = own || q.Actor.Role == access.UnitHead && (t.State.Open() || t.Outcome == "disagree")
		}
		if ok {
			all = append(all, t)
		}
	}
	return all
}

// command is the act with what was given.
func (q Question) command(input any, reason string, basis []string) casework.Command {
	return casework.Command{Actor: q.Actor, Case: q.Case.ID, Verb: q.Trans.Verb, Input: input, Reason: reason, Basis: basis}
}

// guess is the act as it might be done, to see before anything is typed what would happen.
func (q Question) guess() casework.Command {
	var input any
	if f := forms[q.Trans.Verb]; f.Guess != nil {
		input = f.Guess(q)
	}
	reason, basis := "", []string(nil)
	if q.Trans.Needs&casework.NeedReason != 0 {
		reason = "…"
	}
	if q.asksBasis() {
		basis = []string{law.All()[0].ID}
	}
	cmd := q.command(input, reason, basis)
	if q.asksReceived() {
		cmd.Effective = q.stillInTime()
	}
	return cmd
}

// stillInTime is an instant at which the papers may have come in time, where by now they would
// be late; zero: there is none, or none is needed.
func (q Question) stillInTime() time.Time {
	for _, k := range q.Case.Clocks {
		rule, ok := q.Proc.Rule(k.Name)
		if ok && rule.Applicants && rule.Verb != "" && !k.Due.At.After(q.Now) && k.Due.Day >= casework.EarliestEntry(q.Cal, q.Cal.DayOf(q.Now)) {
			return q.Case.HandedIn(q.Cal, q.Trans, k.Due.Day, q.Now)
		}
	}
	return time.Time{}
}

// asksBasis says that the person names an article: the procedure wants one, or the form
// lets one be added to those the procedure cites.
func (q Question) asksBasis() bool {
	return q.Trans.Needs&casework.NeedBasis != 0 || forms[q.Trans.Verb].Basis
}

// Href is the address of the verb's form.
func Href(id casework.ID, verb, back string) string {
	to := "/work/cases/" + id.String() + "/do/" + verb
	if back != "" {
		to += "?back=" + back
	}
	return to
}

// backTo is where one goes after the act: the page one came from, or the case.
func backTo(id casework.ID, back string) string {
	for _, room := range []string{"/work", "/window", "/head", "/centre"} {
		if back == room || strings.HasPrefix(back, room+"/") || strings.HasPrefix(back, room+"?") {
			return back
		}
	}
	return "/work/cases/" + id.String()
}
