package control_test

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"banjie/internal/control"
	"banjie/internal/fault"
	"banjie/internal/lang"
)

func listen(t *testing.T, path string) *control.Server {
	t.Helper()
	s, err := control.Listen(path, map[string]control.Command{
		"double": func(_ context.Context, body json.RawMessage, tell control.Progress) (any, error) {
			var n int
			if err := json.Unmarshal(body, &n); err != nil {
				return nil, err
			}
			tell(1, 2)
			return 2 * n, nil
		},
		"refuse": func(context.Context, json.RawMessage, control.Progress) (any, error) {
			return nil, fault.New(fault.Unlawful, "no", lang.T("不行", "no"), lang.T("算了", "leave it")).At("x", lang.T("这里", "here")).With(errors.New("because"))
		},
	}, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestCall(t *testing.T) {
	ctx := context.Background()
	for _, folder := range []string{"short", strings.Repeat("long", 30)} {
		path := filepath.Join(t.TempDir(), folder, "socket")
		if err := os.Mkdir(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		err := control.Call(ctx, path, "double", 1, nil, nil)
		if !errors.Is(err, control.ErrNobody) {
			t.Fatalf("without a server: %v", err)
		}
		s := listen(t, path)
		info, err := os.Stat(path)
		if err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("mode %v, %v", info.Mode(), err)
		}
		var got int
		told := 0
		if err := control.Call(ctx, path, "double", 21, &got, func(done, total int64) { told += int(done + total) }); err != nil || got != 42 || told != 3 {
			t.Errorf("double: %d, progress %d, %v", got, told, err)
		}
		f, ok := fault.As(control.Call(ctx, path, "refuse", nil, nil, nil))
		if !ok || f.Kind != fault.Unlawful || f.Code != "no" || f.Remedy.ZH != "算了" || len(f.Fields) != 1 || !strings.Contains(f.Error(), "because") {
			t.Errorf("refuse: %#v", f)
		}
		if err := control.Call(ctx, path, "unknown", nil, nil, nil); fault.KindOf(err) != fault.Unavailable {
			t.Errorf("unknown: %v", err)
		}
		if err := s.Close(ctx); err != nil {
			t.Error(err)
		}
		if _, err := os.Stat(path); !os.IsNotExist(err) {
			t.Errorf("the socket is still there: %v", err)
		}
	}
}

// A socket left over by a server that was killed is replaced.
func TestLeftOver(t *testing.T) {
	path := filepath.Join(t.TempDir(), "socket")
	if err := os.WriteFile(path, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := listen(t, path).Close(context.Background()); err != nil {
		t.Error(err)
	}
}
