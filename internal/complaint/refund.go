package complaint

import (
	"banjie/internal/casework"
	"banjie/internal/lang"
	"banjie/internal/registers/refund"
)

// refundRow lets the platform put the question of a refund on the reporter's page: the unit that
// took the money learns of it only with the reporter's yes (package refund). It says which case
// it is and nothing else, and no unit that looks into the complaint is told of it.
func refundRow() casework.Transition {
	return casework.Transition{From: all, Verb: "ask_refund", Title: lang.T("问投诉人要不要退费", "Ask the reporter about a refund"), Event: "refund_asked", Quiet: true, By: []casework.Relation{casework.Itself},
		Input: func() any { return &refund.Question{} }, Decide: func(d *casework.Decision) error { return d.SetData(casework.Input[refund.Question](d)) }}
}
