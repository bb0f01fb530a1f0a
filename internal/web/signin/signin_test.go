package signin

import (
	"strings"
	"testing"

	"banjie/internal/web/ui/uitest"
)

func TestPagesAreSound(t *testing.T) { uitest.Pages(t, GalleryPages()) }

// A way back never leads to another site.
func TestLocal(t *testing.T) {
	for in, want := range map[string]string{"/my": "/my", "/a?b=c": "/a?b=c", "": "", "my": "", "//evil.example": "", `/\evil.example`: "", "https://evil.example": "", "/a\r\nSet-Cookie: x": ""} {
		if got := local(in); got != want {
			t.Errorf("%q: %q", in, got)
		}
	}
}

// The script says what it needs and nothing is fetched from elsewhere.
func TestScript(t *testing.T) {
	source := string(passkeySource)
	if strings.Contains(source, "http") || !strings.HasPrefix(passkeyScript.path, "/sign-in/passkey-") {
		t.Error(passkeyScript.path)
	}
	if len(passkeySource) > 3000 {
		t.Errorf("%d bytes", len(passkeySource))
	}
}
