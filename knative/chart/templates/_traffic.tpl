{{/*
Who gets a function's requests. Below 100 percent the newest revision shares them
with the one that had them: the one that values name, or that a canary under way
has kept, or else the newest that was ready. Revisions have the names that Knative
gives them, so that a rollback makes a new one instead of meeting an old name.
Argument: root, name (of the Service), function.
*/}}
{{- define "reverie.traffic" -}}
{{- $canary := .root.Values.canary -}}
{{- $stable := get $canary.revision .function | default "" -}}
{{- $percent := int $canary.percent -}}
{{- if and (lt $percent 100) (not $stable) -}}
{{- $live := lookup "serving.knative.dev/v1" "Service" .root.Release.Namespace .name -}}
{{- range (dig "spec" "traffic" list $live) -}}
{{- if and .revisionName (not .latestRevision) (not $stable) }}{{ $stable = .revisionName }}{{ end -}}
{{- end -}}
{{- if not $stable }}{{ $stable = dig "status" "latestReadyRevisionName" "" $live }}{{ end -}}
{{- end -}}
{{- if and (lt $percent 100) $stable -}}
- {revisionName: {{ $stable }}, latestRevision: false, percent: {{ sub 100 $percent }}, tag: stable}
- {latestRevision: true, percent: {{ $percent }}, tag: candidate}
{{- else -}}
- {latestRevision: true, percent: 100}
{{- end -}}
{{- end -}}
