package repotest_test

import (
	"testing"

	"banjie/internal/repotest"
	"banjie/internal/testenv"
	_ "banjie/packs/all" // their articles stand in the register, too
)

func TestRepository(t *testing.T) {
	tree, err := repotest.Load(testenv.Root())
	if err != nil {
		t.Fatal(err)
	}
	for _, rule := range repotest.Rules {
		t.Run(rule.Name, func(t *testing.T) {
			t.Parallel()
			for _, fault := range rule.Check(tree) {
				t.Error(fault)
			}
			if t.Failed() {
				t.Log(rule.Why)
			}
		})
	}
}
