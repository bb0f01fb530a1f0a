package identity

import (
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"time"

	"banjie/internal/calendar"
	"banjie/internal/fault"
	"banjie/internal/idnum"
	"banjie/internal/lang"
)

// Profile is what a person or firm told us once and need not tell again. It is
// personal data: a row of its own, erased without touching the account's history.
type Profile struct {
	Account ID
	Name    string
	IDKind  string // resident, uscc, passport, permit
	IDValue string
	Phone   string
	Address string
	Email   string
	Changed time.Time
}

// String masks the person: profiles end up in logs by accident.
func (p Profile) String() string {
	return fmt.Sprintf("profile of account %s (%s)", p.Account, p.IDKind)
}

// Format keeps %+v and %#v from printing the fields.
func (p Profile) Format(f fmt.State, _ rune) { fmt.Fprint(f, p.String()) }

// LogValue is the masked form.
func (p Profile) LogValue() slog.Value { return slog.StringValue(p.String()) }

// Masked is the profile as others see it before they ask for the full one and the look
// is recorded.
func (p Profile) Masked() Profile {
	p.Name, p.IDValue, p.Address, p.Email = idnum.MaskName(p.Name), idnum.MaskID(p.IDValue), "", ""
	if n := len(p.Phone); n > 4 {
		p.Phone = strings.Repeat("*", n-4) + p.Phone[n-4:]
	}
	return p
}

// Check brings a profile into its stored form. on is the day of asking. Errors:
// fault.Invalid with the fields that are wrong; values are in no error.
func (p Profile) Check(on calendar.Day) (Profile, error) {
	f := fault.InvalidInput()
	name, err := idnum.CheckName(p.Name)
	wrongField(f, "name", err)
	p.Name = name
	if !slices.Contains([]string{"resident", "uscc", "passport", "permit"}, p.IDKind) {
		f.At("id_kind", lang.T("请选择证件种类。", "Choose the kind of document."))
	} else if id, err := idnum.Check(idnum.Kind(p.IDKind), p.IDValue, on); err != nil {
		wrongField(f, "id_value", err)
	} else {
		p.IDValue = id.String()
	}
	p.Phone = strings.Map(func(r rune) rune {
		if strings.ContainsRune(" -()", r) {
			return -1
		}
		return r
	}, lang.HalfWidth(p.Phone))
	if digits := strings.TrimPrefix(p.Phone, "+"); digits != "" && (len(digits) < 7 || len(digits) > 15 || strings.Trim(digits, "0123456789") != "") {
		f.At("phone", lang.T("电话号码要 7 到 15 位数字。", "A phone number has 7 to 15 digits."))
	}
	if p.Email = strings.TrimSpace(p.Email); p.Email != "" && (strings.Count(p.Email, "@") != 1 || strings.ContainsAny(p.Email, " \r\n<>,;") || len(p.Email) > 254 || strings.HasPrefix(p.Email, "@") || strings.HasSuffix(p.Email, "@")) {
		f.At("email", lang.T("邮箱写得不对，如 name@example.com。", "This is no mail address, e.g. name@example.com."))
	}
	if p.Address = strings.TrimSpace(p.Address); len([]rune(p.Address)) > 200 {
		f.At("address", lang.T("地址不超过 200 字。", "An address has at most 200 characters."))
	}
	return p, f.Or()
}

func wrongField(f *fault.Fault, path string, err error) {
	if err != nil {
		f.At(path, fault.For(err).Message)
	}
}
