package web

import (
	"slices"
	"strings"
)

// Identity is what a route wants to know about who is asking.
type identity int

const (
	nobody   identity = iota // never asks, so it works while accounts are down
	anyone                   // asks when there are credentials
	signedIn                 // answers 401 without them
)

// Payload is what a route takes as a request body.
type payload int

const (
	none  payload = iota
	small         // up to Limits.Small
	image         // a picture, alone or, with others, in a multipart form
)

// Functions that the gateway itself names.
const (
	fnConvert   = "convert"
	fnJobs      = "jobs"
	fnCatalog   = "catalog"
	fnAuth      = "auth"
	fnGallery   = "gallery"
	fnConverter = "{name}" // the converter that the path names
)

type route struct {
	method   string
	pattern  string
	function string
	who      identity
	body     payload
}

// Routes to functions. A GET route answers HEAD too: as a GET whose body is
// dropped, unless the function has a HEAD of its own.
var routes = []route{
	{"POST", "/api/jobs", fnConvert, anyone, image},
	{"GET", "/api/jobs/{id}", fnJobs, anyone, none},
	{"HEAD", "/api/jobs/{id}", fnJobs, anyone, none},
	{"DELETE", "/api/jobs/{id}", fnJobs, anyone, none},
	{"GET", "/api/jobs/{id}/preview", fnJobs, anyone, none},
	{"HEAD", "/api/jobs/{id}/preview", fnJobs, anyone, none},
	{"GET", "/api/jobs/{id}/provenance", fnJobs, anyone, none},

	{"GET", "/api/converters", fnCatalog, nobody, none},
	{"GET", "/api/converters/{name}", fnCatalog, nobody, none},
	{"POST", "/api/converters/{name}", fnConverter, nobody, image},

	{"POST", "/api/register", fnAuth, nobody, small},
	{"POST", "/api/login", fnAuth, nobody, small},
	{"POST", "/api/refresh", fnAuth, nobody, none},
	{"POST", "/api/logout", fnAuth, nobody, none},
	{"GET", "/api/me", fnAuth, signedIn, none},
	{"DELETE", "/api/me", fnAuth, signedIn, small},
	{"GET", "/api/auth/check", fnAuth, nobody, none},
	{"GET", "/.well-known/jwks.json", fnAuth, nobody, none},

	{"GET", "/api/gallery", fnGallery, signedIn, none},
	{"GET", "/api/gallery/{id}", fnGallery, signedIn, none},
	{"DELETE", "/api/gallery/{id}", fnGallery, signedIn, none},
	{"GET", "/api/gallery/{id}/original", fnGallery, signedIn, none},
	{"GET", "/api/gallery/{id}/result", fnGallery, signedIn, none},
	{"GET", "/api/gallery/{id}/thumbnail", fnGallery, signedIn, none},
	{"GET", "/api/gallery/{id}/further", fnGallery, signedIn, none},
}

// Find returns the route for a method and a path, and otherwise the methods
// that the path does answer: none of them means that there is no such path.
func find(method, path string) (r route, param string, allow []string) {
	for _, r := range routes {
		p, ok := match(r.pattern, path)
		if !ok {
			continue
		}
		if r.method == method || method == "HEAD" && r.method == "GET" && !hasOwnHead(r.pattern) {
			return r, p, nil
		}
		allow = append(allow, r.method)
		if r.method == "GET" && !slices.Contains(allow, "HEAD") {
			allow = append(allow, "HEAD")
		}
	}
	slices.Sort(allow)
	return route{}, "", slices.Compact(allow)
}

func hasOwnHead(pattern string) bool {
	return slices.ContainsFunc(routes, func(r route) bool { return r.pattern == pattern && r.method == "HEAD" })
}

// Match compares a path with a pattern that has at most one variable.
func match(pattern, path string) (param string, ok bool) {
	before, variable, has := strings.Cut(pattern, "{")
	if !has {
		return "", pattern == path
	}
	_, after, _ := strings.Cut(variable, "}")
	rest, ok := strings.CutPrefix(path, before)
	if !ok {
		return "", false
	}
	param, ok = strings.CutSuffix(rest, after)
	return param, ok && isName(param)
}

const longestName = 64

// IsName reports whether s can be an ID or a converter's name.
func isName(s string) bool {
	return s != "" && len(s) <= longestName && !strings.ContainsFunc(s, notInName)
}

func notInName(c rune) bool {
	return !('a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9' || c == '-' || c == '_')
}

const longestPath = 256

// IsPlain reports whether a path, as it was sent, has nothing that two parsers
// could read differently: no escapes, no dot segments, no empty ones.
func isPlain(escaped string) bool {
	return len(escaped) <= longestPath && strings.HasPrefix(escaped, "/") &&
		!strings.ContainsAny(escaped, "%\\;") &&
		!strings.Contains(escaped, "//") && !strings.Contains(escaped+"/", "/./") && !strings.Contains(escaped+"/", "/../")
}
