package jobs

import (
	"testing"

	"banjie/internal/casework"
	"banjie/internal/licensing"
)

// What a stranger filed under somebody's number sends that stranger no mail once the owner
// has said that it is not theirs; what waits to be sent reads the address when it is sent.
func TestNoMailToWhoeverFiledIt(t *testing.T) {
	file := &licensing.File{}
	c := &casework.Case{File: file, Events: []casework.Event{{Private: casework.Private{Person: &casework.Person{Email: "stranger@mail.example"}}}}}
	if got := address(c); got != "stranger@mail.example" {
		t.Errorf("before: %q", got)
	}
	file.Disowned = true
	if got := address(c); got != "" {
		t.Errorf("after: %q", got)
	}
}
