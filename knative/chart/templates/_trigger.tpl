{{/* How an event is delivered. A trigger's own part replaces the broker's, all of it. Argument: root, timeout. */}}
{{- define "reverie.delivery" -}}
{{- $d := .root.Values.eventing.delivery -}}
retry: {{ int $d.retry }}
backoffPolicy: {{ $d.backoffPolicy }}
backoffDelay: {{ $d.backoffDelay }}
timeout: {{ .timeout }}
deadLetterSink:
  {{- include "reverie.deadLetters" .root | nindent 2 }}
{{- end -}}

{{/*
A trigger. Argument: root, name, function or sink (a JobSink), timeout, attributes
that an event must have.
*/}}
{{- define "reverie.trigger" -}}
{{- $prefix := include "reverie.name" .root }}
---
apiVersion: eventing.knative.dev/v1
kind: Trigger
metadata:
  name: {{ $prefix }}-{{ .name }}
  namespace: {{ .root.Release.Namespace }}
  labels:
    {{- include "reverie.labels" .root | nindent 4 }}
    app.kubernetes.io/component: trigger
spec:
  broker: {{ .root.Values.eventing.broker.name }}
  filter:
    attributes:
      {{- toYaml .attributes | nindent 6 }}
  subscriber:
    {{- if .sink }}
    ref: {apiVersion: sinks.knative.dev/v1alpha1, kind: JobSink, name: {{ .sink }}}
    {{- else }}
    ref: {apiVersion: serving.knative.dev/v1, kind: Service, name: {{ $prefix }}-{{ .function }}}
    {{- end }}
  delivery:
    {{- include "reverie.delivery" . | nindent 4 }}
{{- end -}}
