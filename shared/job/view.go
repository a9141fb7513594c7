package job

import (
	"encoding/json"
	"strconv"
	"time"
)

// View is a job as the API shows it.
type View struct {
	ID          string            `json:"id"`
	State       State             `json:"state"`
	Converter   string            `json:"converter"`
	Parameters  json.RawMessage   `json:"parameters"`
	Progress    float64           `json:"progress"`
	CreatedAt   time.Time         `json:"created_at"`
	HeartbeatAt time.Time         `json:"heartbeat_at"`
	ExpiresAt   time.Time         `json:"expires_at"`
	Estimate    Seconds           `json:"estimate_seconds,omitempty"` // of the whole conversion
	Links       map[string]string `json:"links"`
}

// Path is where the API shows a job.
func Path(id string) string { return "/api/jobs/" + id }

// View is the job for the API.
func (j *Job) View() View {
	v := View{
		ID: j.ID, State: j.State, Converter: j.Converter, Parameters: j.Parameters,
		Progress: j.Progress, CreatedAt: j.CreatedAt, HeartbeatAt: j.HeartbeatAt, ExpiresAt: j.ExpiresAt, Estimate: j.Estimate,
		Links: map[string]string{"self": Path(j.ID), "cancel": Path(j.ID)},
	}
	if j.Preview != nil {
		v.Links["preview"] = PreviewPath(j.ID) + "?n=" + strconv.Itoa(j.Preview.N)
	}
	return v
}
