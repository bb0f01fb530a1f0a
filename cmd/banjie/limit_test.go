package main

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"
)

// runLimit gives what a limit command writes for the input, and its error.
func runLimit(t testing.TB, in string, args ...string) (string, error) {
	t.Helper()
	cmd := limitCommand()
	cmd.SetArgs(args)
	cmd.SilenceErrors, cmd.SilenceUsage = true, true
	var out bytes.Buffer
	cmd.SetIn(strings.NewReader(in))
	cmd.SetOut(&out)
	err := cmd.Execute()
	return out.String(), err
}

func TestLimitLongLines(t *testing.T) {
	good := `{"start":"2024-09-27","n":5,"unit":"workday"}`
	long := `{"pad":"` + strings.Repeat("x", maxLine) + `"}`
	out, err := runLimit(t, "\ufeff"+good+"\r\n"+long+"\n"+good, "due")
	lines := strings.Split(strings.TrimSpace(out), "\n")
	if err != errReported || len(lines) != 3 || !strings.Contains(lines[1], "over 1 MB") ||
		!strings.Contains(lines[0], "2024-10-10") || !strings.Contains(lines[2], "2024-10-10") {
		t.Errorf("%v, %d lines: %.300s", err, len(lines), out)
	}
	deep := strings.Repeat(`{"a":`, 100000)
	if out, err := runLimit(t, deep+"\n\xff\xfe\n", "due"); err != errReported || strings.Count(out, `"error"`) != 2 {
		t.Errorf("%v: %.300s", err, out)
	}
}

// Whatever comes in, each line that is not empty gives one line of JSON with an answer
// or an error, and the error of the command agrees.
func FuzzLimitLines(f *testing.F) {
	f.Add(`{"start":"2024-09-27","n":5,"unit":"workday","pauses":[["2024-09-19","2024-10-09"]]}`)
	f.Add(`{"start":"2024-09-27","n":5,"unit":"day","pauses":[["2024-09-19",null]],"x":"\ud800"}`)
	f.Add(`{"after":"2024-09-27","until":"2024-10-15"}`)
	f.Add("{\"n\":1e400}\n[]\n\n{}{}")
	f.Fuzz(func(t *testing.T, in string) {
		for _, verb := range []string{"due", "elapsed"} {
			out, err := runLimit(t, in, verb)
			if err != nil && err != errReported {
				t.Fatal(err)
			}
			want := 0
			for line := range strings.SplitSeq(strings.TrimPrefix(in, "\ufeff"), "\n") {
				if strings.TrimSpace(line) != "" {
					want++
				}
			}
			wrong := 0
			got := 0
			for line := range strings.Lines(out) {
				got++
				var o map[string]json.RawMessage
				if err := json.Unmarshal([]byte(line), &o); err != nil {
					t.Fatalf("%q is not JSON: %v", line, err)
				}
				_, due := o["due"]
				_, days := o["workdays"]
				if !due && !days {
					wrong++
				}
			}
			if got != want || (wrong > 0) != (err != nil) {
				t.Fatalf("%d lines for %d, %d wrong, %v", got, want, wrong, err)
			}
		}
	})
}

func BenchmarkLimitLines(b *testing.B) {
	in := strings.Repeat(`{"start":"2024-09-27","n":5,"unit":"workday","pauses":[["2024-09-19","2024-10-09"]]}`+"\n", 1000)
	for b.Loop() {
		if _, err := runLimit(b, in, "due"); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/1000, "ns/line")
}
