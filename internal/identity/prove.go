package identity

import (
	"context"
	"time"

	"banjie/internal/fault"
	"banjie/internal/lang"
)

// Proved is the kind of the event without a case by which an account becomes proven.
const Proved = "account_proven"

// Proof is the facts of that event. It holds no personal data; who saw the document is the
// event's own matter.
type Proof struct {
	Account  string    `json:"account"`
	Party    string    `json:"party"`
	Document string    `json:"document"` // kind of the document seen
	At       time.Time `json:"at"`
}

// Prove checks that the document somebody has before them is the one the account names,
// and gives the act to record. Whether the actor may is checked by the caller. Errors:
// fault.NotFound when no person or firm has the login name, fault.Conflict when the
// account is proven already or names another document.
func (d *Desk) Prove(ctx context.Context, login, party, document string, at time.Time) (Proof, error) {
	login, err := NormalizeLogin(login)
	if err != nil {
		return Proof{}, err
	}
	acc, err := d.Store.AccountByLogin(ctx, login)
	if err == nil && (acc.Kind == Staff || !acc.Disabled.IsZero()) {
		err = fault.Missing()
	}
	if err != nil {
		return Proof{}, err
	}
	if !acc.Proven.IsZero() {
		return Proof{}, fault.New(fault.Conflict, "proven_already",
			lang.T("这个账号已经核验过了。", "This account has been proven before."), lang.T("不用再办。", "Nothing is left to do."))
	}
	if party == "" || acc.Party != party {
		return Proof{}, fault.New(fault.Conflict, "another_document",
			lang.T("账号里填的证件号与这份证件不一致。", "The account names another document."),
			lang.T("请核对号码；若是本人填错，请本人登录后在“我的信息”里改正，再来核验。", "Check the number; if the person made a mistake, they correct it under “what you told us” and come again."))
	}
	return Proof{acc.ID.String(), party, document, at}, nil
}
