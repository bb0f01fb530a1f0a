package gs1

import (
	"errors"
	"testing"
)

func TestJudge(t *testing.T) {
	for _, x := range []struct{ id, code string }{
		{"https://id.gs1.org/01/09521000000025/10/A1", ""},
		{"https://shop.example/p/01/09521000000025/10/A1", ""},
		{"https://id.gs1.org/01/9521000000025", ""}, // thirteen digits, as on the package
		{"https://id.gs1.org/01/09521000000026/10/A1", "content"},
		{"https://id.gs1.org/00/095211000000007770", "content"},
		{"https://id.gs1.org/414/9521000000026", "content"},
		{"https://id.gs1.org/01/12345/10/X", "value_form"},
		{"https://id.gs1.org/00/0952", "value_form"},
		{"urn:epc:id:sgtin:4012345.011111.987", ""},
		{"urn:epc:id:sgtin:4012345.0111", "urn"},
		{"urn:epc:id:gid:1.2.3", ""},
		{"https://farm.example/fields/7", ""},
		{"urn:uuid:5b0d3c0e-0000-4000-8000-000000000001", ""},
	} {
		err := Judge(x.id)
		var e *Error
		switch {
		case err == nil && x.code == "":
		case !errors.As(err, &e) || x.code == "" || x.code != "urn" && e.Code != x.code:
			t.Errorf("%s: %v, want %q", x.id, err, x.code)
		}
	}
}
