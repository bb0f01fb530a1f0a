// Package access says which role may do what, and how far: two literal tables of
// role × verb × reach, one for acts on a case and one for pages and administration.
//
//	who (Actor) ─▶ table: how far does this verb reach for this role?
//	                 none · own · unit · division · all
//	                     │
//	       Check(actor, verb, target)    one thing: nil, or the answer to give
//	       ScopeOf(actor, verb)          a list: goes into the SQL where
//
// Access is one half of the question. The other half is the relation of the actor
// to the case, which the procedure's own table asks for; both must say yes. Access
// keeps out whoever has no business there at all, the procedure keeps the act lawful.
//
// What somebody may not see does not exist for them: "not yours" and "does not
// exist" get the same answer. The tables rest on the duties in the Administrative
// Licensing Law through the procedures; they are rules of the house and no
// substitute for a mandate, which package mandate checks.
//
// The package knows no sessions, no passwords and no SQL. There is no role that may
// do everything, and none that reads what is sealed.
package access

import "slices"

// Reach is how far a verb goes for a role. A wider reach holds the narrower ones.
type Reach uint8

const (
	None     Reach = iota // not at all
	Own                   // one's own matter: of the party for applicants, held by oneself for staff
	Unit                  // whatever one's unit is responsible for or has an open task in
	Division              // the county, or whatever division one acts in
	All                   // everything on this installation
)

// String is the word of the tables.
func (r Reach) String() string {
	return [...]string{"none", "own", "unit", "division", "all"}[min(r, All)]
}

// Target is the thing somebody wants to act on, as far as access must know it.
// An empty field matches nobody.
type Target struct {
	Division string
	Unit     string   // unit responsible
	Also     []string // further units with an open task in it
	Party    string   // whose matter it is
	Holder   string   // actor id of the officer who holds it
	Sealed   bool     // a complaint, or what is confided: it is nobody's business but that of the unit that has it
}

// Scope is a reach with the actor's own values filled in. A list puts it into its
// where clause; [Scope.Covers] is the same condition in Go, and tests compare the two.
type Scope struct {
	Reach    Reach
	Division string // for Unit and Division, and for Own of staff
	Unit     string // for Unit
	Party    string // for Own of applicants
	Before   string // for Own of applicants: a second party, see [Actor.Before]; "" mostly
	Holder   string // for Own of staff
	Unsealed bool   // of a sealed target only the unit's own part: see [Target.Sealed]
}

// ScopeOf is how far a verb reaches for an actor. An unknown verb or role reaches nothing.
func ScopeOf(a Actor, v Verb) Scope {
	s := Scope{Reach: reach(a.Role, v)}
	switch s.Reach {
	case Own:
		if a.IsStaff() {
			s.Holder, s.Division = a.ID, a.Division
		} else {
			s.Party, s.Before = a.Whose(), a.before()
		}
	case Unit:
		s.Unit, s.Division = a.Unit, a.Division
	case Division:
		s.Division, s.Unit = a.Division, a.Unit
	}
	switch a.Role {
	case Clerk, Auditor, Administrator:
		s.Unsealed = true
	}
	return s
}

// Covers says whether the target lies within the scope.
func (s Scope) Covers(t Target) bool {
	switch s.Reach {
	case Own:
		if s.Party != "" {
			return s.Party == t.Party || s.Before != "" && s.Before == t.Party
		}
		return s.Holder != "" && s.Holder == t.Holder && s.Division == t.Division
	case Unit:
		if t.Sealed && s.Unsealed {
			return false
		}
		return s.Unit != "" && s.Division != "" && s.Division == t.Division &&
			(s.Unit == t.Unit || slices.Contains(t.Also, s.Unit))
	case Division:
		if t.Sealed && s.Unsealed {
			return false
		}
		return s.Division != "" && s.Division == t.Division && (!t.Sealed || s.Unit == t.Unit || slices.Contains(t.Also, s.Unit))
	case All:
		return true
	}
	return false
}

// May says whether the role has the verb at all. It draws menus and allows nothing:
// an act on a thing is asked with [Check].
func May(a Actor, v Verb) bool { return reach(a.Role, v) != None }

// reach finds the cell of the tables.
func reach(r Role, v Verb) Reach {
	col, ok := column[r]
	if !ok {
		return None
	}
	if row, ok := rowOf[v]; ok {
		return row.reach[col]
	}
	return None
}
