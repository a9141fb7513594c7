{{- define "reverie.name" -}}
{{- if contains "reverie" .Release.Name }}{{ .Release.Name | trunc 30 | trimSuffix "-" }}{{ else }}{{ printf "%s-reverie" .Release.Name | trunc 30 | trimSuffix "-" }}{{ end -}}
{{- end -}}

{{- define "reverie.selector" -}}
app.kubernetes.io/name: reverie
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end -}}

{{- define "reverie.labels" -}}
helm.sh/chart: {{ .Chart.Name }}-{{ .Chart.Version | replace "+" "_" }}
{{ include "reverie.selector" . }}
app.kubernetes.io/version: {{ .Values.image.tag | default .Chart.AppVersion | quote }}
app.kubernetes.io/part-of: reverie
app.kubernetes.io/managed-by: {{ .Release.Service }}
{{- end -}}

{{- define "reverie.image" -}}
{{- $i := .Values.image -}}
{{- $_ := required "image.repository: the registry and name that the image was pushed to, or dev.local/reverie for one that was loaded" $i.repository -}}
{{- if $i.digest }}{{ $i.repository }}@{{ $i.digest }}{{ else }}{{ $i.repository }}:{{ $i.tag | default .Chart.AppVersion }}{{ end -}}
{{- end -}}

{{/* A function with what its class says. Argument: root, name. */}}
{{- define "reverie.function" -}}
{{- $own := index .root.Values.functions .name -}}
{{- $class := required (printf "functions.%s.class" .name) $own.class -}}
{{- if not (hasKey .root.Values.classes $class) }}{{ fail (printf "functions.%s: there is no class %s" .name $class) }}{{ end -}}
{{- mergeOverwrite (deepCopy (index .root.Values.classes $class)) (deepCopy $own) | toYaml -}}
{{- end -}}

{{/* Where events go. */}}
{{- define "reverie.sink" -}}
{{- $b := .Values.eventing.broker -}}
{{- if $b.url }}{{ $b.url }}
{{- else if eq $b.class "MTChannelBasedBroker" }}http://broker-ingress.{{ $b.namespace }}.svc.cluster.local/{{ .Release.Namespace }}/{{ $b.name }}
{{- else if eq $b.class "Kafka" }}http://kafka-broker-ingress.{{ $b.namespace }}.svc.cluster.local/{{ .Release.Namespace }}/{{ $b.name }}
{{- else }}{{ fail (printf "eventing.broker.url must be set for a broker of class %s" $b.class) }}{{ end -}}
{{- end -}}

{{- define "reverie.deadLetters" -}}
ref: {apiVersion: serving.knative.dev/v1, kind: Service, name: {{ include "reverie.name" . }}-sweep}
{{- end -}}
