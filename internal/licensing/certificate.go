package licensing

import (
	"crypto/rand"
	"fmt"
	"strings"

	"banjie/internal/casework"
	"banjie/internal/catalog"
	"banjie/internal/ecert"
	"banjie/internal/idnum"
	"banjie/internal/lang"
	"banjie/internal/org"
)

const saltNote = "certificate_salt"

func newSalt() string {
	var r ecert.Random
	rand.Read(r[:])
	b, _ := r.MarshalText()
	return string(b)
}

// Issue makes the certificate that a granting event issued, from the case alone: the same
// events give the same certificate. nil when the grant issued none.
func Issue(c *casework.Case, e *casework.Event, item *catalog.Item, unit org.Unit, types *ecert.Registry, demo bool) (*ecert.Certificate, error) {
	dec, err := casework.Data[Decision](*e)
	if err != nil || dec.Certificate == nil {
		return nil, err
	}
	t, ok := types.Find(dec.Certificate.Type)
	if !ok {
		return nil, fmt.Errorf("licensing: certificate type %q is not registered", dec.Certificate.Type)
	}
	first := c.Events[0].Private.Person
	if first == nil {
		return nil, fmt.Errorf("licensing: case %s has no applicant to issue to", c.ID)
	}
	d := ecert.Draft{
		Division: c.Division, Case: int64(c.ID), Issuer: ecert.Issuer{Name: unit.Name, USCC: unit.USCC},
		Holder:   holder(*first),
		Values:   lines(t, item, c),
		Serial:   serial(c.Number),
		IssuedOn: dec.Certificate.From, ValidFrom: dec.Certificate.From, ValidUntil: dec.Certificate.Until, Demo: demo,
	}
	if err := d.Salt.UnmarshalText([]byte(e.Private.Notes[saltNote])); err != nil {
		return nil, fmt.Errorf("licensing: salt of the certificate: %w", err)
	}
	cert, err := t.Issue(d)
	if err != nil {
		return nil, err
	}
	return &cert, nil
}

func holder(p casework.Person) ecert.Holder {
	if p.IDKind == "uscc" {
		return ecert.Holder{Name: p.Name, ID: p.IDValue}
	}
	return ecert.Holder{Name: p.Name, Person: true, ID: idnum.MaskID(p.IDValue)}
}

// serial is the day and serial of the case number: unique for an issuer and a type.
func serial(number string) string {
	if len(number) > 31 {
		number = number[31:]
	}
	return strings.ToUpper(number)
}

// lines takes the certificate's lines from the form, as [catalog.Result] says. What nobody
// answered stays empty: a certificate that must state it is not issued, and the lint keeps an
// item from being published that could come to that.
func lines(t ecert.Type, item *catalog.Item, c *casework.Case) map[string]string {
	form := formOf(c)
	values := map[string]string{}
	for _, f := range t.Fields {
		v := catalog.LineOf(item, f.ID, form)
		switch {
		case v != "":
		case f.ID == catalog.LineItem:
			v = item.Name.In(lang.ZH)
		case f.ID == catalog.LineCaseNumber:
			v = c.Number
		}
		values[f.ID] = v
	}
	return values
}
