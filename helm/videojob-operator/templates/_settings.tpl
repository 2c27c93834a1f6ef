{{- define "videojob.settings" -}}
namespaces: {{ .Values.namespaces | toJson }}
http:
  host: {{ .Values.http.host | quote }}
  port: {{ int .Values.http.port }}
  progressUrl: {{ include "videojob.progressUrl" . | quote }}
api:
  enabled: {{ .Values.api.enabled }}
  host: {{ .Values.api.host | quote }}
  port: {{ int .Values.api.port }}
  access: {{ .Values.api.access | quote }}
  tokenAudience: {{ .Values.api.tokenAudience | quote }}
  tokensDirectory: {{ include "videojob.apiTokensDirectory" . | quote }}
  namespace: {{ include "videojob.apiNamespace" . | quote }}
  jobTtlSeconds: {{ int .Values.api.jobTtlSeconds }}
  maxBodyBytes: {{ int .Values.api.maxBodyBytes }}
  requestsPerSecond: {{ int .Values.api.requestsPerSecond }}
  maxConcurrent: {{ int .Values.api.maxConcurrent }}
  maxStreams: {{ int .Values.api.maxStreams }}
  corsOrigins: {{ .Values.api.corsOrigins | toJson }}
leaderElection:
  enabled: {{ .Values.leaderElection.enabled }}
  leaseName: {{ include "videojob.leaseName" . | quote }}
  leaseNamespace: {{ include "videojob.leaseNamespace" . | quote }}
limits:
  maxJobs: {{ int .Values.limits.maxJobs }}
  unqueuedMaxJobs: {{ int .Values.limits.unqueuedMaxJobs }}
  maxJobsPerNamespace: {{ int .Values.limits.maxJobsPerNamespace }}
httpTasks:
  maxCalls: {{ int .Values.httpTasks.maxCalls }}
  allowedHosts: {{ .Values.httpTasks.allowedHosts | toJson }}
worker:
  image: {{ include "videojob.imageOf" (list . .Values.worker.image) | quote }}
  serviceAccount: {{ include "videojob.workerServiceAccount" . | quote }}
  credentialsSecret: {{ include "videojob.workerCredentialsSecret" . | quote }}
  cpu: {{ .Values.worker.cpu | toString | quote }}
  memory: {{ .Values.worker.memory | toString | quote }}
  {{- $environment := include "videojob.awsEnvironment" . | fromYaml }}
  {{- with .Values.aws.endpointUrlS3 }}
  {{- $_ := set $environment "AWS_ENDPOINT_URL_S3" . }}
  {{- end }}
  {{- $environment = mergeOverwrite $environment (deepCopy .Values.worker.environment) }}
  environment:
    {{- range $name, $value := $environment }}
    {{ $name }}: {{ $value | quote }}
    {{- else }} {}
    {{- end }}
metadata:
  mongodbDatabase: {{ .Values.metadata.mongodbDatabase | quote }}
  mongodbCollection: {{ .Values.metadata.mongodbCollection | quote }}
  postgresTable: {{ .Values.metadata.postgresTable | quote }}
tombstones:
  seconds: {{ int .Values.tombstones.seconds }}
log:
  level: {{ .Values.log.level }}
  format: {{ .Values.log.format }}
stopGraceSeconds: {{ int .Values.stopGraceSeconds }}
{{- end -}}

{{/* Not empty where documents are kept in MongoDB. */}}
{{- define "videojob.mongodb" -}}
{{- or .Values.metadata.mongodbUri .Values.metadata.existingSecret.name -}}
{{- end -}}

{{/* Not empty where documents are kept in PostgreSQL. */}}
{{- define "videojob.postgres" -}}
{{- or .Values.metadata.postgresUri .Values.metadata.postgresSecret.name -}}
{{- end -}}
