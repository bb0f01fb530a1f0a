package idnum

import (
	"fmt"
	"unicode"

	"banjie/internal/fault"
	"banjie/internal/lang"
)

// Reason says in one word what is wrong with an identifier.
type Reason string

const (
	ReasonChecksum  Reason = "checksum"  // the check digit does not fit the rest
	ReasonCharacter Reason = "character" // a character that cannot stand at its place
	ReasonLength    Reason = "length"    // too few or too many characters, or nothing at all
	ReasonDate      Reason = "date"      // no such day, a day still to come, or a code not in use on the day
	ReasonArea      Reason = "area"      // no such province
)

// Error says why a value is not the identifier it should be. It unwraps to a
// [fault.Fault] for the person. It never contains the value itself.
type Error struct {
	Kind     Kind
	Reason   Reason
	Position int // first wrong character of the normalised value, counted from 1; 0 where the whole is meant
	Message  lang.Text
	Remedy   lang.Text
}

func (e *Error) Error() string { return e.Message.EN }

// Unwrap gives the fault for the person.
func (e *Error) Unwrap() error {
	return fault.New(fault.Invalid, "identifier_"+string(e.Reason), e.Message, e.Remedy)
}

var checkAgain = lang.T("请对照证件逐位核对后重新输入。", "Please compare it with the document character by character and enter it again.")

func lengthError(k Kind, want lang.Text, got int) *Error {
	n := k.Name()
	if got == 0 {
		return &Error{Kind: k, Reason: ReasonLength,
			Message: lang.T("没有填写"+n.ZH+"。", "The "+n.EN+" is missing."),
			Remedy:  lang.T("请填写"+n.ZH+"，应为"+want.ZH+"。", "Please enter the "+n.EN+": "+want.EN+".")}
	}
	return &Error{Kind: k, Reason: ReasonLength,
		Message: lang.T(fmt.Sprintf("%s应为%s，现在是%d位。", n.ZH, want.ZH, got), fmt.Sprintf("The %s should have %s; this one has %d.", n.EN, want.EN, got)),
		Remedy:  lang.T("请检查是否漏输或多输。", "Please check whether a character is missing or one too many.")}
}

func tooLong(k Kind) *Error {
	n := k.Name()
	return &Error{Kind: k, Reason: ReasonLength,
		Message: lang.T("填写的内容太长，不可能是"+n.ZH+"。", "What was entered is far too long for one "+n.EN+"."),
		Remedy:  lang.T("请只填写号码本身。", "Please enter only the number itself.")}
}

func characterError(k Kind, pos int, r rune, allowed lang.Text) *Error {
	shown := fmt.Sprintf("“%c”", r)
	if !unicode.IsPrint(r) || r == unicode.ReplacementChar {
		shown = fmt.Sprintf("U+%04X", r)
	}
	n := k.Name()
	return &Error{Kind: k, Reason: ReasonCharacter, Position: pos,
		Message: lang.T(fmt.Sprintf("%s第%d位不能是%s。", n.ZH, pos, shown), fmt.Sprintf("Character %d of the %s cannot be %s.", pos, n.EN, shown)),
		Remedy:  lang.T("这一位"+allowed.ZH+"。"+checkAgain.ZH, "This place takes "+allowed.EN+". "+checkAgain.EN)}
}

func checksumError(k Kind, pos int) *Error {
	n := k.Name()
	return &Error{Kind: k, Reason: ReasonChecksum, Position: pos,
		Message: lang.T(fmt.Sprintf("%s的校验码（第%d位）与其余各位不符，一定有某一位输错或两位颠倒。", n.ZH, pos),
			fmt.Sprintf("The check character of the %s (character %d) does not fit the others: one is wrong or two are swapped.", n.EN, pos)),
		Remedy: checkAgain}
}

func areaError(k Kind, pos int) *Error {
	n := k.Name()
	return &Error{Kind: k, Reason: ReasonArea, Position: pos,
		Message: lang.T(fmt.Sprintf("%s第%d至%d位不是任何省、自治区、直辖市或特别行政区的代码。", n.ZH, pos, pos+1),
			fmt.Sprintf("Characters %d and %d of the %s are no code of a province.", pos, pos+1, n.EN)),
		Remedy: checkAgain}
}

func dateError(k Kind, from, to int, future bool) *Error {
	n := k.Name()
	e := &Error{Kind: k, Reason: ReasonDate, Position: from, Remedy: checkAgain,
		Message: lang.T(fmt.Sprintf("%s第%d至%d位的日期不存在。", n.ZH, from, to), fmt.Sprintf("The date in characters %d to %d of the %s does not exist.", from, to, n.EN))}
	if future {
		e.Message = lang.T(fmt.Sprintf("%s第%d至%d位的日期还没有到。", n.ZH, from, to), fmt.Sprintf("The date in characters %d to %d of the %s is still to come.", from, to, n.EN))
	}
	return e
}

var (
	digitsOnly  = lang.T("只能是数字", "a digit")
	lettersOnly = lang.T("只能是大写字母", "a capital letter")
	digitOrX    = lang.T("只能是数字或X", "a digit or X")
	plainOnly   = lang.T("只能是数字或大写字母", "a digit or a capital letter")
)
