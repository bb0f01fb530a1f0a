package gs1

import (
	"encoding/json"
	"os"
	"testing"

	"banjie/internal/testenv"
)

// shared reads the cases of a file of the shared conformance material; it skips the test
// where the material is not there.
func shared[T any](t *testing.T, path string) []T {
	t.Helper()
	raw, err := os.ReadFile(testenv.Shared(t, "conformance/epcis/"+path))
	if err != nil {
		t.Fatal(err)
	}
	var file struct {
		Cases []T `json:"cases"`
	}
	if err := json.Unmarshal(raw, &file); err != nil {
		t.Fatal(err)
	}
	if len(file.Cases) == 0 {
		t.Fatal("no cases")
	}
	return file.Cases
}
