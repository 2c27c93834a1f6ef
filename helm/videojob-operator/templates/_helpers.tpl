{{- define "videojob.name" -}}
{{- default .Chart.Name .Values.nameOverride | trunc 50 | trimSuffix "-" -}}
{{- end -}}

{{/* A release whose name the chart's begins with, such as videojob, gets the chart's name. */}}
{{- define "videojob.fullname" -}}
{{- $name := include "videojob.name" . -}}
{{- if .Values.fullnameOverride -}}
{{- .Values.fullnameOverride | trunc 50 | trimSuffix "-" -}}
{{- else if contains $name .Release.Name -}}
{{- .Release.Name | trunc 50 | trimSuffix "-" -}}
{{- else if hasPrefix .Release.Name $name -}}
{{- $name -}}
{{- else -}}
{{- printf "%s-%s" .Release.Name $name | trunc 50 | trimSuffix "-" -}}
{{- end -}}
{{- end -}}

{{- define "videojob.labels" -}}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" | trunc 63 | trimSuffix "-" }}
{{ include "videojob.podLabels" . }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
{{- end -}}

{{/* Without the chart's version and manager: a new chart of the same operator restarts nothing. */}}
{{- define "videojob.podLabels" -}}
app.kubernetes.io/name: {{ include "videojob.name" . }}
app.kubernetes.io/instance: {{ .Release.Name }}
app.kubernetes.io/version: {{ .Chart.AppVersion | replace "+" "_" | trunc 63 | quote }}
app.kubernetes.io/part-of: videojob
{{- with .Values.commonLabels }}
{{ toYaml . }}
{{- end }}
{{- end -}}

{{- define "videojob.selector" -}}
app.kubernetes.io/name: {{ include "videojob.name" . }}
app.kubernetes.io/instance: {{ .Release.Name }}
app.kubernetes.io/component: operator
{{- end -}}

{{- define "videojob.imageOf" -}}
{{- $image := index . 1 -}}
{{- if $image.digest -}}
{{- printf "%s@%s" $image.repository $image.digest -}}
{{- else -}}
{{- printf "%s:%s" $image.repository (default (index . 0).Chart.AppVersion $image.tag) -}}
{{- end -}}
{{- end -}}

{{- define "videojob.image" -}}
{{- include "videojob.imageOf" (list . .Values.image) -}}
{{- end -}}

{{- define "videojob.serviceAccount" -}}
{{- default (include "videojob.fullname" .) .Values.serviceAccount.name -}}
{{- end -}}

{{- define "videojob.leaseName" -}}
{{- default (include "videojob.fullname" .) .Values.leaderElection.leaseName -}}
{{- end -}}

{{- define "videojob.leaseNamespace" -}}
{{- default .Release.Namespace .Values.leaderElection.leaseNamespace -}}
{{- end -}}

{{/* The workers' namespaces that the chart knows, as a JSON object's list. */}}
{{- define "videojob.workerNamespaces" -}}
{{- dict "names" (.Values.worker.namespaces | default .Values.namespaces | uniq | sortAlpha) | toJson -}}
{{- end -}}

{{- define "videojob.workerServiceAccount" -}}
{{- $known := (include "videojob.workerNamespaces" . | fromJson).names -}}
{{- if .Values.worker.serviceAccount.name -}}
{{- .Values.worker.serviceAccount.name -}}
{{- else if and .Values.worker.serviceAccount.create $known -}}
videojob-worker
{{- end -}}
{{- end -}}

{{- define "videojob.workerCredentialsSecret" -}}
{{- if .Values.worker.credentialsSecret -}}
{{- .Values.worker.credentialsSecret -}}
{{- else if .Values.aws.accessKeyId -}}
{{- printf "%s-worker-aws" (include "videojob.fullname" .) -}}
{{- end -}}
{{- end -}}

{{- define "videojob.awsSecret" -}}
{{- if .Values.aws.existingSecret -}}
{{- .Values.aws.existingSecret -}}
{{- else if .Values.aws.accessKeyId -}}
{{- printf "%s-aws" (include "videojob.fullname" .) -}}
{{- end -}}
{{- end -}}

{{- define "videojob.awsKeys" -}}
AWS_ACCESS_KEY_ID: {{ .Values.aws.accessKeyId | quote }}
AWS_SECRET_ACCESS_KEY: {{ .Values.aws.secretAccessKey | quote }}
{{- with .Values.aws.sessionToken }}
AWS_SESSION_TOKEN: {{ . | quote }}
{{- end }}
{{- end -}}

{{- define "videojob.progressUrl" -}}
{{- default (printf "http://%s.%s:%v" (include "videojob.fullname" .) .Release.Namespace .Values.service.port) .Values.http.progressUrl -}}
{{- end -}}

{{/* Where the callers' tokens are mounted; empty where there are none. */}}
{{- define "videojob.apiTokensDirectory" -}}
{{- if and .Values.api.enabled (eq .Values.api.access "tokens") -}}
/etc/videojob-api-tokens
{{- end -}}
{{- end -}}

{{- define "videojob.apiNamespace" -}}
{{- .Values.api.namespace | default (first .Values.namespaces) | default "default" -}}
{{- end -}}

{{- define "videojob.testNamespace" -}}
{{- .Values.tests.namespace | default (first .Values.namespaces) | default .Release.Namespace -}}
{{- end -}}

{{- define "videojob.terminationGracePeriodSeconds" -}}
{{- if kindIs "invalid" .Values.terminationGracePeriodSeconds -}}
{{- add (mul 2 .Values.stopGraceSeconds) 10 -}}
{{- else -}}
{{- int .Values.terminationGracePeriodSeconds -}}
{{- end -}}
{{- end -}}

{{/* Both security contexts meet the restricted Pod Security Standard. */}}
{{- define "videojob.podSecurityContext" -}}
{{- $restricted := dict "runAsNonRoot" true "runAsUser" 10001 "runAsGroup" 10001 "fsGroup" 10001 "seccompProfile" (dict "type" "RuntimeDefault") -}}
{{- mergeOverwrite $restricted (deepCopy .Values.podSecurityContext) | toYaml -}}
{{- end -}}

{{- define "videojob.securityContext" -}}
{{- $restricted := dict "allowPrivilegeEscalation" false "readOnlyRootFilesystem" true "capabilities" (dict "drop" (list "ALL")) -}}
{{- mergeOverwrite $restricted (deepCopy .Values.securityContext) | toYaml -}}
{{- end -}}

{{- define "videojob.imagePullSecrets" -}}
{{- $references := list -}}
{{- range . }}{{ $references = append $references (dict "name" .) }}{{ end -}}
{{- toYaml $references -}}
{{- end -}}

{{/* Where the pods of hooks run: the same nodes as the operator. */}}
{{- define "videojob.hookPodPlace" -}}
{{- with .Values.imagePullSecrets -}}
imagePullSecrets:
  {{- include "videojob.imagePullSecrets" . | nindent 2 }}
{{- end }}
{{- with .Values.nodeSelector }}
nodeSelector:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .Values.tolerations }}
tolerations:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- end -}}

{{/* What operator and workers both read. */}}
{{- define "videojob.awsEnvironment" -}}
{{- with .Values.aws.region }}
AWS_REGION: {{ . | quote }}
{{- end }}
{{- with .Values.aws.endpointUrl }}
AWS_ENDPOINT_URL: {{ . | quote }}
{{- end }}
{{- end -}}
