package ecert

import (
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"hash"
	"slices"

	"banjie/internal/calendar"
	"banjie/internal/fault"
	"banjie/internal/idnum"
	"banjie/internal/lang"
)

// Certificate 电子证照 is one version of one issued statement. Its content never
// changes; a change of fact is a new version, a change of fortune is its Status.
type Certificate struct {
	ID         string       `json:"id"`   // full identifier, see [idnum.ECert]
	Type       string       `json:"type"` // slug of its [Type]
	Division   string       `json:"division"`
	Case       int64        `json:"case,omitempty"` // 63-bit id of the case it results from; 0: none
	Holder     Holder       `json:"holder"`
	Issuer     Issuer       `json:"issuer"`
	Fields     []Field      `json:"fields"`
	IssuedOn   calendar.Day `json:"issued_on"`
	ValidFrom  calendar.Day `json:"valid_from"`
	ValidUntil calendar.Day `json:"valid_until,omitempty"` // last valid day; 0: none
	Version    int          `json:"version"`               // 1, 2, …
	Status     Status       `json:"status"`                // stored status; see [Certificate.StatusOn]
	StatusDay  calendar.Day `json:"status_day,omitempty"`  // first day of a status other than valid
	Successor  string       `json:"successor,omitempty"`   // identifier of what stands in its place, once amended or renewed
	Demo       bool         `json:"demo,omitempty"`        // made by a demonstration, has no legal force
	// Salt keeps the hash in the QR from being a way to guess the holder's full name.
	Salt Random `json:"salt"`
}

// Holder 持证主体.
type Holder struct {
	Name   string `json:"name"`
	Person bool   `json:"person"` // a natural person, whose name is masked where strangers look
	ID     string `json:"id"`     // masked for a person (see [MaskID]), the credit code for an entity
}

// Issuer 颁发机构.
type Issuer struct {
	Name lang.Text `json:"name"`
	USCC string    `json:"uscc"`
}

// Field is one line of a certificate.
type Field struct {
	ID    string    `json:"id"` // id of the type's [FieldSpec]
	Name  lang.Text `json:"name"`
	Value string    `json:"value"`
}

// Draft is what a decision brings to be issued.
type Draft struct {
	Division  string
	Case      int64
	Holder    Holder
	Issuer    Issuer
	Values    map[string]string // by FieldSpec.ID
	Serial    string            // given by the writer's counter, capitals and digits
	IssuedOn  calendar.Day
	ValidFrom calendar.Day
	// ValidUntil is the last valid day, 0: none. [LastDay] computes it from the type's or the item's months.
	ValidUntil calendar.Day
	Demo       bool
	Salt       Random
}

// maxSerial keeps the QR small enough for a slip of paper.
const maxSerial = 32

// Issue makes version 1 of a certificate. It refuses, naming each place, a draft that
// lacks a required line, brings a line the type does not have, or ends before it begins.
// That a case gets one certificate of a type and no more is a unique constraint on
// (division, case, type, version) in the store.
func (t Type) Issue(d Draft) (Certificate, error) { return t.version(d, 1) }

func (t Type) version(d Draft, version int) (Certificate, error) {
	wrong := fault.InvalidInput()
	id := idnum.ECert{Type: t.Code, Issuer: d.Issuer.USCC, Serial: d.Serial, Version: version}
	if id.String() == "" || len(d.Serial) > maxSerial {
		wrong.At("serial", lang.T("无法组成电子证照标识：请核对流水号和版本号。", "No identifier can be made: check serial number and version."))
	}
	if _, err := idnum.ParseUSCC(d.Issuer.USCC); err != nil {
		wrong.At("issuer", lang.T("颁发机构的统一社会信用代码不正确。", "The credit code of the issuing body is not right."))
	}
	if d.Holder.Name == "" {
		wrong.At("holder", lang.T("缺少持证人。", "The holder is missing."))
	}
	if d.Issuer.Name.ZH == "" {
		wrong.At("issuer", lang.T("缺少颁发机构名称。", "The name of the issuing body is missing."))
	}
	if d.ValidUntil != 0 && d.ValidUntil < d.ValidFrom {
		wrong.At("valid_until", lang.T("有效期的最后一日早于第一日。", "The last day of validity lies before the first."))
	}
	c := Certificate{
		ID: id.String(), Type: t.ID, Division: d.Division, Case: d.Case, Holder: d.Holder, Issuer: d.Issuer,
		IssuedOn: d.IssuedOn, ValidFrom: d.ValidFrom, ValidUntil: d.ValidUntil,
		Version: version, Status: Valid, Demo: d.Demo, Salt: d.Salt,
	}
	for _, spec := range t.Fields {
		value := d.Values[spec.ID]
		if value == "" && spec.Required {
			wrong.At("fields."+spec.ID, lang.T("证照必须载明“"+spec.Name.ZH+"”。", "The certificate must state: "+spec.Name.EN+"."))
		}
		if value != "" {
			c.Fields = append(c.Fields, Field{spec.ID, spec.Name, value})
		}
	}
	var unknown []string
	for key := range d.Values {
		if _, ok := t.Field(key); !ok {
			unknown = append(unknown, key)
		}
	}
	slices.Sort(unknown)
	for _, key := range unknown {
		wrong.At("fields."+key, lang.T("这类证照没有这一栏。", "Certificates of this type have no such line."))
	}
	if err := wrong.Or(); err != nil {
		return Certificate{}, err
	}
	return c, nil
}

// Identifier gives the parts of the certificate's identifier.
func (c Certificate) Identifier() (idnum.ECert, error) { return idnum.ParseECert(c.ID) }

// Value gives the value of a line, "" where the certificate does not show it.
func (c Certificate) Value(id string) string {
	for _, f := range c.Fields {
		if f.ID == id {
			return f.Value
		}
	}
	return ""
}

// Digest is the SHA-256 of the whole content, every part with its length before it.
// Case, status, its day and the successor are left out: they say what happened to the statement, not what it states.
func (c Certificate) Digest() [32]byte {
	h := sha256.New()
	h.Write(c.Salt[:])
	text(h, "banjie certificate content v1", c.ID, c.Type, c.Division, c.Holder.Name, c.Holder.ID, c.Issuer.Name.ZH, c.Issuer.Name.EN, c.Issuer.USCC)
	flags := byte(0)
	if c.Holder.Person {
		flags |= 1
	}
	if c.Demo {
		flags |= 2
	}
	h.Write([]byte{flags})
	for _, d := range []calendar.Day{c.IssuedOn, c.ValidFrom, c.ValidUntil} {
		number(h, uint32(d))
	}
	number(h, uint32(c.Version))
	number(h, uint32(len(c.Fields)))
	for _, f := range c.Fields {
		text(h, f.ID, f.Name.ZH, f.Name.EN, f.Value)
	}
	return [32]byte(h.Sum(nil))
}

func text(h hash.Hash, parts ...string) {
	for _, p := range parts {
		number(h, uint32(len(p)))
		h.Write([]byte(p))
	}
}

func number(h hash.Hash, n uint32) {
	var b [4]byte
	binary.BigEndian.PutUint32(b[:], n)
	h.Write(b[:])
}

// ValidityText is the line "valid from … until …" as it is printed.
func (c Certificate) ValidityText() lang.Text {
	if c.ValidUntil == 0 {
		return lang.T(fmt.Sprintf("自%s起长期有效", ChineseDate(c.ValidFrom)), "from "+englishDate(c.ValidFrom)+", no last day")
	}
	return lang.T(fmt.Sprintf("%s至%s", ChineseDate(c.ValidFrom), ChineseDate(c.ValidUntil)), englishDate(c.ValidFrom)+" to "+englishDate(c.ValidUntil))
}

// ChineseDate writes a day as certificates do: 2026年3月1日.
func ChineseDate(d calendar.Day) string {
	year, month, day := d.Date()
	return fmt.Sprintf("%d年%d月%d日", year, int(month), day)
}

// englishDate writes a day as people read it: 1 Mar 2026.
func englishDate(d calendar.Day) string {
	year, month, day := d.Date()
	return fmt.Sprintf("%d %.3s %d", day, month, year)
}

// Random is 16 random bytes, written as base64url.
type Random [16]byte

func (r Random) MarshalText() ([]byte, error) { return []byte(encode64(r[:])), nil }

func (r *Random) UnmarshalText(b []byte) error {
	raw, err := decode64(string(b))
	if err != nil {
		return err
	}
	if len(raw) != len(r) {
		return fmt.Errorf("%d random bytes, not %d", len(raw), len(r))
	}
	*r = Random(raw)
	return nil
}
