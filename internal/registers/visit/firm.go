package visit

import (
	"crypto/sha256"
	"crypto/subtle"
	"encoding/binary"
	"fmt"
	"slices"

	"banjie/internal/access"
	"banjie/internal/casework"
	"banjie/internal/fault"
	"banjie/internal/lang"
)

// The code of an inspection is on the inspector's telephone, so whoever holds it says nothing of
// who he is. What the firm says it says from its own proven account (or by its mandate), or with
// its own door code 放行码, which an inspector never gets to see: 20 digits of a year, made anew
// from the firm's tag and the folder's key and kept nowhere. A firm that has neither is called
// back by the centre at the number that is registered for it.

// DoorIssued is the act of a window that gave a firm its door code: whom to ask, should it get out.
const DoorIssued = "door_code_issued"

// Issued is its data.
type Issued struct {
	Firm string `json:"firm"` // tag
	Year int    `json:"year"`
}

// DoorCode is the door code of a firm in a year; hash is keyed with a secret of the folder.
func DoorCode(hash func(string) string, firm string, year int) string {
	sum := sha256.Sum256([]byte(hash(fmt.Sprintf("firm's door\x00%s\x00%d", firm, year))))
	return fmt.Sprintf("%020d", binary.BigEndian.Uint64(sum[:8]))
}

// How a firm let them in.
const (
	ByAccount = "account"
	ByDoor    = "door_code"
	ByCall    = "call" // the centre called the firm back
)

// firmSays gives how the firm itself speaks in an act, "" where it is not the firm.
func (r Rules) firmSays(d *casework.Decision, door string) string {
	a, f := d.Cmd.Actor, FileOf(d.Case)
	if f.Warrant != nil && slices.Contains(f.Warrant.Inspectors, a.ID) {
		return ""
	}
	if a.ID != "" && a.ID != access.ByCode && a.Is(d.Case.Party) {
		return ByAccount
	}
	if r.Door == nil || len(door) != 20 {
		return ""
	}
	for _, year := range []int{d.Engine.Calendar().DayOf(d.At).Year(), f.Plan.Day.Year()} {
		if subtle.ConstantTimeCompare([]byte(r.Door(d.Case.Party, year)), []byte(door)) == 1 {
			return ByDoor
		}
	}
	return ""
}

// theFirm: nobody lets inspectors in but the firm, least of all they themselves.
func (r Rules) theFirm() casework.Guard {
	return casework.Guard{Name: "said_by_the_firm", Attempt: true, Basis: fair, Says: lang.T("由企业自己说：登录企业账号，或者用企业的放行码", "said by the firm: from its own account, or with its own door code"), Check: func(d *casework.Decision) error {
		if r.firmSays(d, casework.Input[EntryInput](d).Door) != "" {
			return nil
		}
		return notTheFirm()
	}}
}

func notTheFirm() *fault.Fault {
	return unlawful("not_the_firm", "放行码不对，只有企业自己能放行。", "The door code is not right; only the firm lets them in.",
		"请用企业自己的手机登录企业账号，或者填企业的放行码。都没有的，打投诉中心的电话，由中心回拨企业登记的电话。", "Sign in to the firm's account on the firm's own telephone, or enter its door code. With neither, call the centre, which calls back the number registered for the firm.", fair).
		At("door", lang.T("请核对放行码；检查人员不知道它，也不能代填。", "Please check the door code. Inspectors do not know it and never enter it."))
}
