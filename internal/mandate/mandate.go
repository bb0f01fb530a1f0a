// Package mandate is one person's power to act for another before the
// administration: a parent for a child, a grown child for an old parent, a legal
// representative or an authorised handler for a firm, a helper for an old person.
//
//	granted ──▶ in force ──▶ expired      (until reached)
//	   │            └──────▶ withdrawn    (by principal, agent, or a window with the paper)
//	   └ evidence: the paper, register or signature it rests on
//
// An applicant may entrust an agent (Administrative Licensing Law art. 29). A written
// authorisation names agent, matters, powers and term and is signed by the principal
// (Civil Code art. 165); an agent may not hand it on without consent (art. 169);
// a guardian is the legal representative of who cannot act alone (art. 23), parents
// are the guardians of their minor children (art. 27).
//
// A mandate opens the principal's matters to the agent as far as its scope goes. It
// never covers rating or withdrawing a case unless it says so:
//   - a rating is the person's own experience, and a helper who works in the hall
//     would rate their own work;
//   - withdrawing gives up the place in the queue and the day of receipt, which
//     cannot be had back.
//
// Every act under a mandate carries its id, is shown as done for the other, and the
// principal sees it on the same timeline. The package decides no capacity to act and
// keeps no personal data: parties are opaque tags.
package mandate

import (
	"context"
	"slices"
	"time"

	"banjie/internal/access"
	"banjie/internal/fault"
	"banjie/internal/lang"
)

// Kind is why one acts for another.
type Kind string

const (
	Parent              Kind = "parent"               // guardian of a minor child 父母(未成年子女)
	Child               Kind = "child"                // grown child of an old person 子女(为老人)
	LegalRepresentative Kind = "legal_representative" // of a firm or body 法定代表人
	Handler             Kind = "handler"              // authorised handler 经办人
	Helper              Kind = "helper"               // neighbour, village helper 帮办人
)

// Power is something a mandate must name to cover it. Everything else that an
// applicant may do for a case in scope comes with the mandate.
type Power string

const (
	Rating      Power = "rate"
	Withdrawing Power = "withdraw"
)

// Evidence says on what the mandate rests.
type Evidence struct {
	Kind EvidenceKind `json:"kind"`
	Ref  string       `json:"ref"` // hash of the stored file, number of the certificate, or id of the signing event
}

// EvidenceKind is a sort of proof.
type EvidenceKind string

const (
	Signed    EvidenceKind = "signed"    // granted by the principal, signed in
	Paper     EvidenceKind = "paper"     // written authorisation seen at a window
	Household EvidenceKind = "household" // household book, birth certificate
	Licence   EvidenceKind = "licence"   // business licence naming the legal representative
	Court     EvidenceKind = "court"     // judgment or appointment of a guardian
)

// Mandate is one power to act.
type Mandate struct {
	ID        string     `json:"id"`
	Division  string     `json:"division"`
	Kind      Kind       `json:"kind"`
	Principal string     `json:"principal"`       // party tag of the person acted for
	Agent     string     `json:"agent"`           // account id of the person acting
	Items     []string   `json:"items,omitempty"` // item codes; none: every item
	Powers    []Power    `json:"powers,omitempty"`
	From      time.Time  `json:"from"`
	Until     time.Time  `json:"until"` // first instant it no longer holds
	Evidence  []Evidence `json:"evidence"`
	GrantedBy string     `json:"granted_by"` // actor id
	GrantedAt time.Time  `json:"granted_at"`
	Withdrawn time.Time  `json:"withdrawn,omitzero"`
	Withdrew  string     `json:"withdrew,omitempty"` // actor id
}

// State at an instant.
type State string

const (
	NotYet    State = "not_yet"
	InForce   State = "in_force"
	Expired   State = "expired"
	Withdrawn State = "withdrawn"
)

// StateAt is how the mandate stands. Until is the first instant out of force.
func (m Mandate) StateAt(at time.Time) State {
	switch {
	case !m.Withdrawn.IsZero() && !at.Before(m.Withdrawn):
		return Withdrawn
	case at.Before(m.From):
		return NotYet
	case !at.Before(m.Until):
		return Expired
	}
	return InForce
}

// Permit checks one act under the mandate. item "" asks whether the mandate is in
// force at all. Errors: fault.Forbidden with what is missing and whom to ask.
func (m Mandate) Permit(verb access.Verb, item string, at time.Time) error {
	ask := lang.T("请被代办人本人办理，或者请其重新授权。您填写的内容都保留着。", "Ask the person you act for to do it, or to grant a new mandate. What you typed is kept.")
	switch m.StateAt(at) {
	case NotYet:
		return fault.New(fault.Forbidden, "mandate_not_yet", lang.T("代办授权还没有生效。", "The mandate is not in force yet."), ask)
	case Expired:
		return fault.New(fault.Forbidden, "mandate_expired", lang.T("代办授权已到期。", "The mandate has expired."), ask)
	case Withdrawn:
		return fault.New(fault.Forbidden, "mandate_withdrawn", lang.T("代办授权已被收回。", "The mandate was withdrawn."), ask)
	}
	if item != "" && len(m.Items) > 0 && !slices.Contains(m.Items, item) {
		return fault.New(fault.Forbidden, "mandate_other_item", lang.T("代办授权不包括这个事项。", "The mandate does not cover this item."), ask)
	}
	switch verb {
	case access.Rate:
		return m.named(Rating, "mandate_no_rating",
			lang.T("评价要由本人作出，代办授权里没有写明可以代为评价。", "A rating is the person's own; the mandate does not say that you may rate."), ask)
	case access.Withdraw:
		return m.named(Withdrawing, "mandate_no_withdrawal",
			lang.T("撤回会失去原来的收件日期，代办授权里没有写明可以代为撤回。", "Withdrawing gives up the day of receipt; the mandate does not say that you may withdraw."), ask)
	case access.GrantMandate:
		return fault.New(fault.Forbidden, "mandate_not_handed_on", lang.T("代办人不能把授权再转给别人。", "An agent cannot hand the mandate on."), ask)
	}
	return nil
}

func (m Mandate) named(p Power, code string, message, remedy lang.Text) error {
	if slices.Contains(m.Powers, p) {
		return nil
	}
	return fault.New(fault.Forbidden, code, message, remedy)
}

// Act fills the mandate into an actor who is the agent. Errors: fault.NotFound when
// the mandate is somebody else's, [Mandate.Permit]'s when it is not in force.
func (m Mandate) Act(a access.Actor, at time.Time) (access.Actor, error) {
	if m.Agent == "" || a.ID != m.Agent || a.IsStaff() || a.Role == access.Public {
		return a, fault.Missing()
	}
	if err := m.Permit("", "", at); err != nil {
		return a, err
	}
	a.For, a.Mandate, a.Division = m.Principal, m.ID, m.Division
	return a, nil
}

// Says is the line shown with every act under the mandate. The names are given by the
// caller, who knows whether the reader may see them.
func (m Mandate) Says(agent, principal string) lang.Text {
	k := m.Kind.Rule()
	return lang.T(agent+"（"+k.Title.ZH+"）代"+principal+"办理", agent+" ("+k.Title.EN+") for "+principal)
}

// Store reads mandates. They come and end only by acts in the ledger and are never deleted.
type Store interface {
	// Mandate gives one; fault.NotFound when there is none.
	Mandate(ctx context.Context, division, id string) (Mandate, error)
	// MandatesOf lists those of a principal (party tag), newest first, at most 200.
	MandatesOf(ctx context.Context, division, principal string) ([]Mandate, error)
	// MandatesFor lists those held by an agent (account id), newest first, at most 200.
	MandatesFor(ctx context.Context, division, agent string) ([]Mandate, error)
}
