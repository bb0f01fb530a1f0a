package gs1

import (
	"banjie/internal/fault"
	"banjie/internal/lang"
)

// Error says why a text is not the GS1 identifier it should be. It unwraps to a
// [fault.Fault] for the person.
type Error struct {
	Code    string // stable, snake case, for example "check_digit"
	Place   string // what of the text is meant: an application identifier, a part of a URI; "" for the whole
	Finding string // of the content check, for example "INCORRECT_CHECK_DIGIT"; "" where another check refused
	Message lang.Text
	Remedy  lang.Text
}

func (e *Error) Error() string { return e.Message.EN }

// Unwrap gives the fault for the person.
func (e *Error) Unwrap() error {
	f := fault.New(fault.Invalid, "gs1_"+e.Code, e.Message, e.Remedy)
	if e.Place != "" {
		f.At(e.Place, e.Message)
	}
	return f
}

func refuse(code, place string, message, remedy lang.Text) *Error {
	return &Error{Code: code, Place: place, Message: message, Remedy: remedy}
}

var (
	remedyURN  = lang.T("请对照《EPC标签数据标准》的写法，例如 urn:epc:id:sgtin:4012345.011111.987。", "Write it as the EPC Tag Data Standard says, for example urn:epc:id:sgtin:4012345.011111.987.")
	remedyLink = lang.T("请按 https://主机/01/GTIN/10/批号 的样子写，特殊字符用百分号编码。", "Write it like https://host/01/GTIN/10/lot, with special characters percent-encoded.")
	remedyScan = lang.T("请重新扫码，或对照标签逐位核对。", "Scan it again, or compare it with the label character by character.")
)
