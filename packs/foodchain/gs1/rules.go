package gs1

import (
	"strings"

	"banjie/internal/lang"
)

// The rules about which application identifiers go together (General Specifications,
// sections 4.13 and 4.14). Their names are those of the conformance material.
const (
	RuleExcluded = "excluded_pairs"    // two that must not be on one item
	RuleRequired = "required_partners" // one that needs another
	RuleRepeats  = "repeats"           // one twice with different values
	RuleSignable = "digsig_serial_key" // a signature needs a key with its serial
)

// Rules are all of them, in the order [Elements.Check] asks.
var Rules = []string{RuleExcluded, RuleRequired, RuleRepeats, RuleSignable}

// Check says whether the elements may stand together on one item. Form and content of the
// values are what [Parse] and [ParseLink] check. Elements that are spread over several bar
// codes are to be put together before.
func (es Elements) Check() error { return Lenience{}.Check(es) }

// Check checks as [Elements.Check] does, with lenience.
func (l Lenience) Check(es Elements) error {
	for _, rule := range Rules {
		if err := l.Rule(rule, es); err != nil {
			return err
		}
	}
	return nil
}

// Rule checks one rule alone.
func (l Lenience) Rule(rule string, es Elements) error {
	for i, e := range es {
		ai := l.ai(e.AI)
		if ai == nil {
			return unknownCode(e.AI)
		}
		var err error
		switch rule {
		case RuleExcluded:
			err = excluded(ai, es)
		case RuleRequired:
			err = required(ai, es)
		case RuleRepeats:
			err = repeated(e, es[:i])
		case RuleSignable:
			err = signable(e, es)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func excluded(ai *AI, es Elements) error {
	if ai.Excludes == "" {
		return nil
	}
	for pattern := range strings.SplitSeq(ai.Excludes, ",") {
		for _, e := range es {
			if e.AI != ai.Code && matches(pattern, e.AI) {
				return refuse("excluded_pair", ai.Code,
					lang.T("应用标识符（"+ai.Code+"）不能与（"+e.AI+"）同时出现。", "Application identifiers ("+ai.Code+") and ("+e.AI+") cannot be on one item."),
					lang.T("请去掉其中一个。", "Leave one of them out."))
			}
		}
	}
	return nil
}

func required(ai *AI, es Elements) error {
	if ai.Requires == "" {
		return nil
	}
	for choice := range strings.SplitSeq(ai.Requires, ",") {
		if has(es, choice) {
			return nil
		}
	}
	return refuse("missing_partner", ai.Code,
		lang.T("应用标识符（"+ai.Code+"）缺少必须一起出现的标识符："+ai.Requires+"之一。", "Application identifier ("+ai.Code+") needs one of "+ai.Requires+" beside it."),
		lang.T("请补上其中一个；“+”表示要同时有，“n”表示任一数字。", "Add one of them; + means both, n any digit."))
}

// has says whether all parts of a choice are there.
func has(es Elements, choice string) bool {
	for pattern := range strings.SplitSeq(choice, "+") {
		there := false
		for _, e := range es {
			there = there || matches(pattern, e.AI)
		}
		if !there {
			return false
		}
	}
	return true
}

func repeated(e Element, before Elements) error {
	for _, b := range before {
		if b.AI == e.AI && b.Value != e.Value {
			return refuse("different_repeat", e.AI,
				lang.T("应用标识符（"+e.AI+"）出现了两次，值却不同。", "Application identifier ("+e.AI+") is there twice with different values."), remedyScan)
		}
	}
	return nil
}

// signable: keys whose serial is a part of them must have it where a signature (8030) is.
func signable(e Element, es Elements) error {
	shortest := map[string]int{"253": 13, "255": 13, "8003": 14}[e.AI]
	if shortest == 0 || len(e.Value) > shortest || !has(es, "8030") {
		return nil
	}
	return refuse("signature_without_serial", e.AI,
		lang.T("有数字签名（8030）时，应用标识符（"+e.AI+"）必须带序列号。", "With a digital signature (8030), application identifier ("+e.AI+") must have its serial."), remedyScan)
}
