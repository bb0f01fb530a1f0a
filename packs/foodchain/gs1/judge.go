package gs1

import "strings"

// Judge says what [Key] does not: whether the values of an identifier are those that a scanner could
// give, a check digit among them. An EPC URN, and a Digital Link of any host, are judged by their key
// and its finest qualifier; what is neither is nothing to judge, and nil.
//
// The error is an [*Error] with code "value_form" where a value has another length or other characters,
// "content" where a check digit or the like is wrong, "urn_…" for an EPC URN that cannot be one.
func Judge(s string) error {
	var r read
	if strings.HasPrefix(s, "urn:") {
		if !strings.HasPrefix(s, "urn:epc:") {
			return nil
		}
		if err := r.urn(s); err != nil && !hasCode(err, "urn_no_gs1_key") {
			return err
		}
		return nil // a URN is written without check digits
	}
	if !strings.HasPrefix(s, "http") && !strings.HasPrefix(s, "HTTP") {
		return nil
	}
	if path, err := pathOf(s); err != nil {
		return nil
	} else if _, key := keyInPath(path, true); key == nil { // nearly all that is no Digital Link, without the words why
		return nil
	}
	if err := r.link(s); err != nil {
		if hasCode(err, "value_form") {
			return err
		}
		return nil
	}
	if err := known(r.ai).check(string(r.key[:r.keyLen])); err != nil {
		return err
	}
	if r.qualifier != "" {
		return known(r.qualifier).check(string(r.value[:r.vLen]))
	}
	return nil
}

func hasCode(err error, code string) bool {
	e, ok := err.(*Error)
	return ok && e.Code == code
}
