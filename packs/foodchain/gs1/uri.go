package gs1

import "strings"

// uriCharacters may stand in a URI (RFC 3986), the percent sign among them.
var uriCharacters = func() (t [256]bool) {
	for c := range 256 {
		b := byte(c)
		t[c] = unreserved(b) || strings.IndexByte(":/?#[]@!$&'()*+,;=%", b) >= 0
	}
	return t
}()

// splitLink parts a Digital Link into stem up to the path, path and query. The fragment goes.
func splitLink(s string) (stem, path, query string, err error) {
	for i := range len(s) {
		if !uriCharacters[s[i]] {
			return "", "", "", wrongCharacter(s, i)
		}
	}
	host := 0
	for _, scheme := range [...]string{"https://", "http://", "HTTPS://", "HTTP://"} {
		if strings.HasPrefix(s, scheme) {
			host = len(scheme)
			break
		}
	}
	if host == 0 {
		if colon := strings.Index(s, "://"); colon > 0 && (strings.EqualFold(s[:colon], "http") || strings.EqualFold(s[:colon], "https")) {
			return "", "", "", badLink("link_scheme", "scheme", "开头的大小写混用了；请写成 https:// 或 HTTPS://", "its scheme mixes capitals and small letters; write https:// or HTTPS://")
		}
		return "", "", "", badLink("link_scheme", "scheme", "它不以 https:// 或 http:// 开头", "it does not begin with https:// or http://")
	}
	slash := strings.IndexByte(s[host:], '/')
	if slash < 1 {
		return "", "", "", badLink("link_host", "host", "缺少主机名或路径", "the host or the path is missing")
	}
	slash += host
	if strings.ContainsAny(s[host:slash], "_~?#@!$&'()*+,;=%") {
		return "", "", "", badLink("link_host", "host", "主机名里有不允许的字符", "its host has a character that is not allowed")
	}
	path = s[slash:]
	if i := strings.IndexByte(path, '#'); i >= 0 {
		path = path[:i]
	}
	path, query, _ = strings.Cut(path, "?")
	return s[:slash], path, query, nil
}

func pathOf(s string) (string, error) {
	_, path, _, err := splitLink(s)
	return path, err
}

// keyInPath looks from the end for the first pair of code and value whose code is a key.
// start is the slash before that code.
func keyInPath(path string, short bool) (start int, key *AI) {
	end := len(path)
	for {
		slash := strings.LastIndexByte(path[:end], '/')
		if slash < 0 {
			return 0, nil
		}
		before := strings.LastIndexByte(path[:slash], '/')
		if before < 0 {
			return 0, nil
		}
		ai := inPath(path[before+1:slash], short)
		if ai == nil {
			return 0, nil
		}
		if ai.Key {
			return before, ai
		}
		end = before
	}
}

// inPath gives the application identifier of a code, or of a short name where those count.
func inPath(code string, short bool) *AI {
	if ai := known(code); ai != nil || !short {
		return ai
	}
	return known(names[code])
}

// unescapePath takes the percent escapes out of a value in a path; a sequence that is none
// stays. False: too long, empty or a null character.
func unescapePath(out []byte, in string) (n int, ok bool) {
	for i := 0; i < len(in); i++ {
		c := in[i]
		if c == '%' {
			if v := escaped(in, i); v >= 0 {
				c, i = byte(v), i+2
			}
		}
		if n == len(out) || c == 0 {
			return 0, false
		}
		out[n] = c
		n++
	}
	return n, n > 0
}
