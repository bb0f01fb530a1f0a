package access

import "strings"

// Role is what somebody is for the platform while acting.
type Role string

const (
	Public        Role = "public"        // nobody signed in
	Citizen       Role = "citizen"       // a person or a firm, for itself or by mandate
	Agent         Role = "agent"         // helps others file, only ever by mandate (代办员)
	Clerk         Role = "clerk"         // at a window of the hall
	CaseOfficer   Role = "officer"       // decides tasks in a unit
	UnitHead      Role = "unit_head"     // approves, delegates, staffs a unit
	CentreHead    Role = "centre_head"   // head of the hall
	Supervisor    Role = "supervisor"    // effectiveness supervision
	Administrator Role = "administrator" // units, items, calendar, keys; no cases
	Auditor       Role = "auditor"       // reads everything that is not sealed, changes nothing
	System        Role = "system"        // the sweeper and the consumers
)

// Actor is who does something, as the adapters established it. Every command and
// every read carries one.
type Actor struct {
	ID       string // officer id of staff, account id of others; opaque; "" for Public
	Name     string // shown to people, never logged
	Role     Role
	Division string // division acted in, e.g. "330599"
	Unit     string // unit of staff, "" for others
	Posts    []string
	Party    string // whose matter: opaque tag of the person or firm acting, for citizens and agents
	Before   string // what the account filed under until somebody saw its holder's document; matters of the account alone
	Mandate  string // id of the mandate acted under, "" when acting for oneself
	For      string // party tag of the person acted for, "" when acting for oneself
	Session  string // id of the session, for the access log
}

// ByCode is the account that an act by return code carries; no real account has this id.
const ByCode = "return-code"

// Proven says that the actor is signed in, somebody saw their document, and they act for
// nobody else: what stands under that document is theirs to speak about.
func (a Actor) Proven() bool { return a.Role == Citizen && a.Before != "" && a.For == "" }

// AccountTag begins the party of matters that are an account's alone, before anybody saw its holder's
// document; no tag of a document begins so.
const AccountTag = "account-"

// Documented says that a party's tag was made from a document, so that a document can be
// compared with it. The tag of an account nobody has proven says nothing of its holder.
func Documented(party string) bool { return party != "" && !strings.HasPrefix(party, AccountTag) }

// Whose is the party whose cases the actor may touch as applicant: the person
// acted for, else the actor's own party. An agent has no matter of its own: without
// a mandate the answer is "".
func (a Actor) Whose() string {
	if a.For != "" || a.Role == Agent {
		return a.For
	}
	return a.Party
}

// Is says whether a matter of that party is the actor's as applicant.
func (a Actor) Is(party string) bool {
	return party != "" && (party == a.Whose() || party == a.before())
}

// before is [Actor.Before] while the actor acts for nobody else.
func (a Actor) before() string {
	if a.For != "" || a.Role == Agent {
		return ""
	}
	return a.Before
}

// IsStaff says whether the actor acts for the administration. A member of staff who
// asks for something in person signs in with an account of their own as a citizen.
func (a Actor) IsStaff() bool {
	switch a.Role {
	case Public, Citizen, Agent:
		return false
	}
	return true
}
