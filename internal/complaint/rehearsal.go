package complaint

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"math/big"
	"strings"

	"banjie/internal/calendar"
	"banjie/internal/lang"
	"banjie/internal/seal"
)

// Twice a year two custodians show that they can still open: an invented identity with a word
// in it is sealed for them, they open it offline and tell the word. A rehearsal that was
// missed is said where people complain.

// RehearseWithin is how many calendar days may lie between two rehearsals: half a year.
const RehearseWithin = 184

// Kinds of the acts without a case.
const (
	RehearsalBegun  = "rehearsal_begun"
	RehearsalPassed = "rehearsal_passed"
)

// Rehearsal is what the act keeps: a hash that only the word fits.
type Rehearsal struct {
	Salt  []byte `json:"salt,omitempty"`
	Check string `json:"check,omitempty"`
}

// Rehearse makes a test bundle for two custodians, and what to keep of its word.
func (v *Vault) Rehearse(division string) (Bundle, Rehearsal, error) {
	if err := v.Ready(); err != nil {
		return Bundle{}, Rehearsal{}, err
	}
	n, err := rand.Int(rand.Reader, big.NewInt(1e12))
	if err != nil {
		return Bundle{}, Rehearsal{}, err
	}
	r := Rehearsal{Salt: make([]byte, 16)}
	rand.Read(r.Salt)
	word := fmt.Sprintf("%012d", n)
	r.Check = r.of(word)
	raw, err := json.Marshal(Person{Name: "演练（虚构）", Other: word})
	if err != nil {
		return Bundle{}, r, err
	}
	with, at := seal.NewIngredient(), place(division, 0, seal.Identity, 0)
	box, err := seal.Seal(at, with, seal.To{Custodians: v.Keys.Custodians}, raw)
	return Bundle{Format: BundleFormat, Number: "演练", Place: at, Box: box, Ingredient: with[:]}, r, err
}

func (r Rehearsal) of(word string) string {
	sum := sha256.Sum256(append(append([]byte("banjie/rehearsal/v1\x00"), r.Salt...), word...))
	return hex.EncodeToString(sum[:])
}

// Fits says whether the custodians told the right word.
func (r Rehearsal) Fits(word string) bool {
	return r.Check != "" && r.of(strings.TrimSpace(word)) == r.Check
}

// RehearsedSays tells people when the custodians last showed that they can open. last is 0
// where they never did.
func RehearsedSays(last, today calendar.Day) lang.Text {
	switch {
	case last == 0:
		return lang.T("保管人还没有演练过打开。应当每半年演练一次。", "The custodians have not rehearsed an opening yet. It is due every half year.")
	case today-last > RehearseWithin:
		return lang.T("保管人上一次演练是"+last.In(lang.ZH)+"，已经超过半年，逾期了。", "The custodians last rehearsed an opening on "+last.In(lang.EN)+": more than half a year ago, overdue.")
	}
	return lang.T("保管人上一次演练："+last.In(lang.ZH)+"，每半年一次。", "The custodians last rehearsed an opening on "+last.In(lang.EN)+"; it is done every half year.")
}

// LastRehearsal gives the day of the last rehearsal that passed, 0 for none.
type LastRehearsal func(ctx context.Context) (calendar.Day, error)
