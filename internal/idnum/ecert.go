package idnum

import (
	"fmt"
	"strings"

	"banjie/internal/calendar"
	"banjie/internal/lang"
)

// ECertRoot is the object identifier under which all electronic certificates stand (GB/T 36904-2018).
const ECertRoot = "1.2.156.3005.2"

// ECert is the identifier of an electronic certificate 电子证照标识:
// root.type.issuer.serial.version.check.
type ECert struct {
	Type    string // 21: USCC of the body that set the standard, and a serial of 3
	Issuer  string // USCC of the issuing body, 18; real certificates also carry 9 (organisation code) or 6 (division)
	Serial  string // 1 to 64 digits and capitals, free
	Version int    // 1 to 999
}

const maxECertSerial = 64

// ECertCheck computes the check character: ISO 7064 MOD 37,36 over type, issuer, serial and
// version, dots and root left out. The error names the part that is wrong.
func ECertCheck(typeCode, issuer, serial string, version int) (byte, error) {
	e := ECert{typeCode, issuer, serial, version}
	if err := e.valid(); err != nil {
		return 0, err
	}
	return e.check(), nil
}

// check expects valid parts.
func (e ECert) check() byte { return mod37x36(e.Type + e.Issuer + e.Serial + e.version()) }

func (e ECert) version() string { return fmt.Sprintf("%03d", e.Version) }

// String is the whole identifier with its check character, "" while a part is wrong.
func (e ECert) String() string {
	if e.valid() != nil {
		return ""
	}
	return strings.Join([]string{ECertRoot, e.Type, e.Issuer, e.Serial, e.version(), string(e.check())}, ".")
}

func (e ECert) valid() error {
	if e.Version < 1 || e.Version > 999 {
		return ecertPart(ReasonCharacter, lang.T("版本号应为001至999", "version must be 001 to 999"))
	}
	return ecertParts([]string{e.Type, e.Issuer, e.Serial, e.version(), "0"})
}

// ParseECert reads the identifier of a certificate, with or without the root.
func ParseECert(value string) (ECert, error) {
	s, err := read(KindECert, value)
	if err != nil {
		return ECert{}, err
	}
	if s == "" {
		return ECert{}, lengthError(KindECert, lang.T("六段，以“.”分隔", "six parts with dots between"), 0)
	}
	parts := strings.Split(strings.TrimPrefix(s, ECertRoot+"."), ".")
	if len(parts) != 5 {
		return ECert{}, ecertPart(ReasonLength, lang.T("应为"+ECertRoot+"加证照类型、颁发机构、流水号、版本号、校验位，共六段，以“.”分隔",
			"must be "+ECertRoot+", type, issuer, serial, version and check, with dots between"))
	}
	if err := ecertParts(parts); err != nil {
		return ECert{}, err
	}
	e := ECert{Type: parts[0], Issuer: parts[1], Serial: parts[2], Version: number(parts[3])}
	if e.Version == 0 {
		return ECert{}, ecertPart(ReasonCharacter, lang.T("版本号从001开始", "version starts at 001"))
	}
	if parts[4][0] != e.check() {
		return ECert{}, checksumError(KindECert, runes(s))
	}
	return e, nil
}

// ecertParts checks lengths and characters of the five parts after the root.
func ecertParts(p []string) error {
	names := []lang.Text{lang.T("证照类型代码", "type"), lang.T("颁发机构代码", "issuer"), lang.T("流水号", "serial"), lang.T("版本号", "version"), lang.T("校验位", "check character")}
	for i, want := range []int{21, 18, 0, 3, 1} {
		n := runes(p[i])
		if i == 1 && (n == 6 || n == 9) {
			want = n
		}
		if want > 0 && n != want {
			return ecertPart(ReasonLength, lang.Format(names[i].ZH+"应为%d位，现在是%d位", names[i].EN+" must have %d characters, not %d", want, n))
		}
		if n == 0 || n > maxECertSerial {
			return ecertPart(ReasonLength, lang.Format(names[i].ZH+"应为1至%d位，现在是%d位", names[i].EN+" must have 1 to %d characters, not %d", maxECertSerial, n))
		}
		ok := isPlain
		if i == 3 {
			ok = isDigit
		}
		if pos, _ := firstNot(p[i], ok); pos > 0 {
			return ecertPart(ReasonCharacter, lang.Format(names[i].ZH+"第%d位的字符不对", "character %d of the "+names[i].EN+" is wrong", pos))
		}
	}
	return nil
}

func ecertPart(r Reason, what lang.Text) *Error {
	return &Error{Kind: KindECert, Reason: r,
		Message: lang.T("电子证照标识的格式不对："+what.ZH+"。", "This is not an electronic certificate identifier: "+what.EN+"."),
		Remedy:  lang.T("请扫描证照上的二维码，或对照证照逐位核对。", "Please scan the code on the certificate, or compare it character by character.")}
}

func (e ECert) Parts(calendar.Day) Parts {
	s := e.String()
	return Parts{"root": ECertRoot, "type": e.Type, "issuer": e.Issuer, "serial": e.Serial, "version": e.version(),
		"check": cut(s, max(len(s)-1, 0), len(s)), "issuer_check_ok": creditOK(e.Issuer), "type_check_ok": creditOK(cut(e.Type, 0, 18))}
}

func (e ECert) Warnings() []lang.Text {
	var w []lang.Text
	if !creditOK(e.Issuer) {
		w = append(w, lang.T("颁发机构代码不是有效的统一社会信用代码。少数证照用行政区划或组织机构代码，请向颁发机构核实。", "The issuer's code is no valid credit code. A few certificates carry a division or an organisation code; please ask the issuer."))
	}
	if !creditOK(cut(e.Type, 0, 18)) {
		w = append(w, lang.T("证照类型代码的前18位不是有效的统一社会信用代码。", "The first 18 characters of the type are no valid credit code."))
	}
	return w
}

func creditOK(s string) bool {
	_, err := ParseUSCC(s)
	return err == nil
}
