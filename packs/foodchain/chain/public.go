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
		return lang.T(b.Name, b.Name)
	}
	if b.Household {
		return lang.T("农户", "A farming household")
	}
	return b.Kind.Role().Title
}

// PublicPhone is its telephone, "" of a household and of one that never registered.
func (b Business) PublicPhone() string {
	if b.Code == "" || b.Household || !b.Known() {
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
