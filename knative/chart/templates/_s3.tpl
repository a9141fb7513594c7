{{/*
A key pair: what values say, or else, with the embedded server, one that is made
up once and then taken from its Secret. Argument: root, name (of the Secret), credentials.
*/}}
{{- define "reverie.keypair" -}}
{{- $own := index .root.Values.s3.credentials .credentials -}}
{{- if $own.accessKeyId -}}
accessKeyId: {{ $own.accessKeyId | quote }}
secretAccessKey: {{ required (printf "s3.credentials.%s.secretAccessKey" .credentials) $own.secretAccessKey | quote }}
{{- else if .root.Values.s3.embedded.enabled -}}
{{- $old := (lookup "v1" "Secret" .root.Release.Namespace .name).data | default dict -}}
accessKeyId: {{ printf "reverie-%s" .credentials | quote }}
secretAccessKey: {{ $old.secretAccessKey | default (randAlphaNum 40 | b64enc) | b64dec | quote }}
{{- else -}}
{{- fail (printf "s3.credentials.%s.accessKeyId and .secretAccessKey must be set, or .secretName, or another s3.credentials.source" .credentials) -}}
{{- end -}}
{{- end -}}

{{/*
What each kind of credentials may do in which bucket: the embedded server's
policies, and what docs/deploy.md asks of others. Listing is needed to learn that
an object is not there.
*/}}
{{- define "reverie.rights" -}}
jobs:
  accept: [GetObject, PutObject]
  read: [GetObject, PutObject]
  work: [GetObject, PutObject, DeleteObject]
  models: [GetObject, PutObject, DeleteObject]
  sweep: [GetObject, PutObject, DeleteObject]
  gallery: [GetObject, PutObject]
gallery:
  gallery: [GetObject, PutObject, DeleteObject]
accounts:
  accounts: [GetObject, PutObject, DeleteObject]
{{- end -}}

{{/* The policies of the embedded server's buckets, as PREPARE_POLICIES takes them. */}}
{{- define "reverie.policies" -}}
{{- $root := . -}}
{{- $policies := dict -}}
{{- range $kind, $rights := include "reverie.rights" . | fromYaml -}}
{{- $bucket := index $root.Values.s3.buckets $kind -}}
{{- $statements := list -}}
{{- range $who, $actions := $rights -}}
{{- if or (ne $who "models") (include "reverie.models" $root) -}}
{{- $user := (index $root.Values.s3.credentials $who).accessKeyId | default (printf "reverie-%s" $who) -}}
{{- $objects := list -}}
{{- range $actions }}{{ $objects = append $objects (printf "s3:%s" .) }}{{ end -}}
{{- $statements = append $statements (dict "Effect" "Allow" "Principal" (dict "AWS" (list $user)) "Action" $objects "Resource" (printf "arn:aws:s3:::%s/*" $bucket)) -}}
{{- $statements = append $statements (dict "Effect" "Allow" "Principal" (dict "AWS" (list $user)) "Action" (list "s3:ListBucket") "Resource" (printf "arn:aws:s3:::%s" $bucket)) -}}
{{- end -}}
{{- end -}}
{{- $_ := set $policies $bucket (dict "Version" "2012-10-17" "Statement" $statements) -}}
{{- end -}}
{{- $policies | toJson -}}
{{- end -}}

{{/* Whether a function reads networks from the bucket. */}}
{{- define "reverie.models" -}}
{{- range $name, $own := .Values.functions }}{{ if and $own (eq (default "" $own.credentials) "models") }}yes{{ end }}{{ end -}}
{{- end -}}
