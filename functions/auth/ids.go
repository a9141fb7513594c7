package function

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/base32"
	"strings"
)

// An account's ID begins with the hash of its name, which is where its record
// lies, and ends with 128 random bits: a name that is registered again after
// its account was deleted makes another ID. So one object is at once the claim
// of the name, the account and the proof that the ID exists, and no crash can
// leave one of them without the others.
const (
	nameSize    = 20 // bytes of the name's SHA-256: 32 characters
	randomSize  = 16 // 26 characters
	nameChars   = 32
	randomChars = 26
	idChars     = nameChars + randomChars
)

// Lower case only: some servers keep keys as names of files.
const alphabet = "abcdefghijklmnopqrstuvwxyz234567"

var base = base32.NewEncoding(alphabet).WithPadding(base32.NoPadding)

// nameHash is what stands for a user name in keys. Names that differ in case
// only are one.
func nameHash(username string) string {
	sum := sha256.Sum256([]byte(strings.ToLower(username)))
	return base.EncodeToString(sum[:nameSize])
}

func newAccountID(username string) string { return nameHash(username) + randomID() }

func randomID() string {
	var b [randomSize]byte
	_, _ = rand.Read(b[:]) // never fails
	return base.EncodeToString(b[:])
}

// isID reports whether s can be an ID of n characters, and so be in a key.
func isID(s string, n int) bool {
	return len(s) == n && strings.Trim(s, alphabet) == ""
}
