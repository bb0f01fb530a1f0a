package main

import (
	"testing"

	"banjie/internal/testenv"
)

// A case goes from the officer's work list to a certificate that verifies, and an
// altered code does not.
func TestOfficerGrantsACertificate(t *testing.T) {
	c := newCounty(t, 40)
	citizen := c.visitor(t, testenv.Phone)
	citizen.open("/items/food-business-licence/apply")
	f := citizen.file(papersOf...)

	o := c.visitor(t, testenv.Desk)
	o.become("officer")
	o.shot("officer-work")
	o.open("/work" + f.at)
	o.sees("青禾小吃店")
	o.shot("officer-case")
	o.act("accept_tolerant")
	t.Log(o.text())
	o.act("take")
	o.act("finish", "outcome", "agree")
	o.act("take")
	o.act("finish", "outcome", "agree")
	o.act("grant")
	t.Log(o.text())
}
