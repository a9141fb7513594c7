// Package job is a conversion's record: its states, its lifetime, and how it is
// kept in the store so that concurrent writers cannot lose each other's work.
//
// It converts nothing and sends no events: package convert runs jobs, and the
// functions convert, jobs and sweep accept, show and reap them.
package job

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"time"

	"github.com/reverie-image/reverie/shared/fault"
)

// State is where a job stands. Succeeded and Failed are final.
type State string

// The states of a job. A fast conversion goes from Queued straight to an end:
// Running is written with the first heartbeat, a second after the start.
const (
	Queued    State = "queued"
	Running   State = "running"
	Succeeded State = "succeeded"
	Failed    State = "failed"
)

// Blob is a stored picture: a claim check and what it is worth.
type Blob struct {
	Key    string `json:"key,omitempty"`
	Type   string `json:"type"` // media type
	Size   int64  `json:"size"` // bytes
	SHA256 string `json:"sha256"`
	Width  int    `json:"width,omitempty"`  // pixels
	Height int    `json:"height,omitempty"` // pixels
}

// Failure is why a job failed, as a client may see it. Code decides the
// answer's status: fault.ConversionFailed (500) or fault.WorkerLost (504).
// Reason is what the converter said, when it said something more exact.
type Failure struct {
	Code   fault.Code `json:"code"`
	Reason fault.Code `json:"reason,omitempty"`
	Detail string     `json:"detail"`
}

// Job is a job's record as it is stored.
type Job struct {
	ID         string          `json:"id"`
	Converter  string          `json:"converter"`
	Version    string          `json:"converter_version"`
	Parameters json.RawMessage `json:"parameters"`
	Owner      string          `json:"owner,omitempty"` // account ID; empty for an anonymous job
	Name       string          `json:"name,omitempty"`  // the upload's file name
	State      State           `json:"state"`
	Cancelled  bool            `json:"cancelled,omitempty"`
	Progress   float64         `json:"progress"` // 0 to 1
	Attempt    int             `json:"attempt"`  // conversions begun that wrote a heartbeat

	CreatedAt   time.Time  `json:"created_at"`
	StartedAt   *time.Time `json:"started_at,omitempty"`
	HeartbeatAt time.Time  `json:"heartbeat_at"` // the last refresh
	FinishedAt  *time.Time `json:"finished_at,omitempty"`
	ExpiresAt   time.Time  `json:"expires_at"`
	TTL         Seconds    `json:"ttl"`

	// Estimate is how long the conversion was thought to take when the job was
	// accepted; 0 where nothing is known.
	Estimate Seconds `json:"estimate,omitempty"`

	Error *Failure `json:"error,omitempty"`
	Input Blob     `json:"input"`
	// Pictures are the further pictures, by the names of their parameters.
	Pictures   map[string]Blob `json:"pictures,omitempty"`
	Preview    *Preview        `json:"preview,omitempty"` // while the conversion lasts
	Result     *Blob           `json:"result,omitempty"`
	Provenance Provenance      `json:"provenance"`
	Trace      string          `json:"traceparent,omitempty"`

	// Writer is the mark of the Record that wrote last.
	Writer string `json:"writer"`
}

// Seconds is a duration that JSON shows as a number of seconds.
type Seconds float64

// Duration is s as Go counts time.
func (s Seconds) Duration() time.Duration { return time.Duration(float64(s) * float64(time.Second)) }

// Since is the time from t to now in seconds.
func Since(t, now time.Time) Seconds { return Seconds(now.Sub(t).Seconds()) }

// Digest is a blob's SHA-256 as records have it.
func Digest(data []byte) string {
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:])
}

// NewID makes a job ID of 130 random bits: for an anonymous job the ID is the
// only key.
func NewID() string { return rand.Text() }

// ValidID reports whether id has the form that NewID gives.
func ValidID(id string) bool {
	if len(id) != 26 {
		return false
	}
	for _, c := range id {
		if (c < 'A' || c > 'Z') && (c < '2' || c > '7') {
			return false
		}
	}
	return true
}
