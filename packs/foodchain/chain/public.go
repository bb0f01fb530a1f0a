package chain

import (
	"strings"

	"banjie/internal/lang"
)

// PublicName is what a shopper may read of a business: its name where that is the name of an
// enterprise with a credit code, else what it does. A household's name is a person's name, and so
// may be one that a neighbour typed.
func (b Business) PublicName() lang.Text {
	if b.Code != "" && !b.Household {
		if !b.Proven { // anybody can type a code and the name that goes with it
			return lang.T(b.Name+"（没有核验）", b.Name+" (not proven)")
		}
		return lang.T(b.Name, b.Name)
	}
	if b.Household && b.Kind == Farm {
		return lang.T("农户", "A farming household")
	}
	return b.Kind.Role().Title
}

// PublicPlace is [Business.PublicName], of a household with its village: "a household of X".
func (b Business) PublicPlace() lang.Text {
	name, village := b.PublicName(), Village(b.Address)
	if !b.Household || village == "" {
		return name
	}
	return lang.T(name.ZH+"，"+village, name.EN+", "+village)
}

// PublicPhone is its telephone, "" of a household and of one of which nobody knows whose it is.
func (b Business) PublicPhone() string {
	if b.Code == "" || b.Household || !b.Known() || !b.Proven {
		return ""
	}
	return b.Phone
}

// Village is an address as far as the village or street, and no closer; "" where it names none.
func Village(address string) string {
	for _, mark := range []string{"村", "社区", "街道", "镇", "乡"} {
		if i := strings.Index(address, mark); i > 0 {
			return address[:i+len(mark)]
		}
	}
	return ""
}
