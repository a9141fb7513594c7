{{/* What Pod Security "restricted" asks of a container, and a root that nobody writes to. */}}
{{- define "reverie.security" -}}
allowPrivilegeEscalation: false
capabilities: {drop: [ALL]}
readOnlyRootFilesystem: true
runAsNonRoot: true
runAsUser: 65532
runAsGroup: 65532
seccompProfile: {type: RuntimeDefault}
{{- end -}}

{{/* A map of variables as a list; later maps win. Argument: a list of maps. */}}
{{- define "reverie.env" -}}
{{- $all := dict -}}
{{- range . }}{{- range $k, $v := . }}{{- $_ := set $all $k (toString $v) }}{{- end }}{{- end -}}
{{- range $k, $v := $all }}
- {name: {{ $k }}, value: {{ $v | quote }}}
{{- end -}}
{{- end -}}

{{/* Whose long jobs go to a JobSink, for those who send the events. */}}
{{- define "reverie.lanes" -}}
{{- $lanes := list -}}
{{- range $name, $least := .Values.longLane.converters -}}
{{- if and $least $.Values.longLane.enabled (index $.Values.functions $name) }}{{ $lanes = append $lanes (printf "%s=%s" $name $least) }}{{ end -}}
{{- end -}}
{{- join " " $lanes -}}
{{- end -}}

{{/* The variables of a pod with an S3 key pair. Argument: root, credentials. */}}
{{- define "reverie.s3env" -}}
{{- $s3 := .root.Values.s3 -}}
- {name: S3_ENDPOINT, value: {{ include "reverie.s3endpoint" .root | quote }}}
- {name: S3_REGION, value: {{ $s3.region | quote }}}
{{- range $kind, $bucket := $s3.buckets }}
- {name: S3_BUCKET_{{ upper $kind }}, value: {{ $bucket | quote }}}
{{- end }}
{{- if eq $s3.credentials.source "vault" }}
- {name: S3_ACCESS_KEY_ID_FILE, value: /vault/secrets/access-key-id}
- {name: S3_SECRET_ACCESS_KEY_FILE, value: /vault/secrets/secret-access-key}
{{- else }}
{{- $secret := include "reverie.s3secret" . }}
- name: S3_ACCESS_KEY_ID
  valueFrom: {secretKeyRef: {name: {{ $secret }}, key: accessKeyId}}
- name: S3_SECRET_ACCESS_KEY
  valueFrom: {secretKeyRef: {name: {{ $secret }}, key: secretAccessKey}}
{{- end }}
{{- end -}}

{{- define "reverie.s3endpoint" -}}
{{- if .Values.s3.embedded.enabled }}http://{{ include "reverie.name" . }}-s3.{{ .Release.Namespace }}.svc.cluster.local:7070{{ else }}{{ .Values.s3.endpoint }}{{ end -}}
{{- end -}}

{{/* The Secret of a kind of credentials. Argument: root, credentials. */}}
{{- define "reverie.s3secret" -}}
{{- $c := index .root.Values.s3.credentials .credentials -}}
{{- $c.secretName | default (printf "%s-s3-%s" (include "reverie.name" .root) .credentials) -}}
{{- end -}}

{{/* Vault's agent writes the key pair into files. Argument: root, credentials. */}}
{{- define "reverie.vault" -}}
{{- $c := .root.Values.s3.credentials -}}
{{- if and .credentials (eq $c.source "vault") -}}
{{- $path := (index $c .credentials).remoteKey -}}
vault.hashicorp.com/agent-inject: "true"
vault.hashicorp.com/agent-pre-populate-only: "true"
vault.hashicorp.com/role: {{ $c.vault.role | quote }}
vault.hashicorp.com/agent-inject-secret-access-key-id: {{ $path | quote }}
vault.hashicorp.com/agent-inject-template-access-key-id: {{ printf "{{- with secret %q -}}{{ .Data.data.accessKeyId }}{{- end -}}" $path | quote }}
vault.hashicorp.com/agent-inject-secret-secret-access-key: {{ $path | quote }}
vault.hashicorp.com/agent-inject-template-secret-access-key: {{ printf "{{- with secret %q -}}{{ .Data.data.secretAccessKey }}{{- end -}}" $path | quote }}
{{- with $c.vault.annotations }}
{{ toYaml . }}
{{- end }}
{{- end -}}
{{- end -}}

{{/* Only Vault's agent needs a token. */}}
{{- define "reverie.token" -}}
{{- if not (eq .Values.s3.credentials.source "vault") }}automountServiceAccountToken: false{{ end -}}
{{- end -}}
