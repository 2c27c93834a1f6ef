{{- define "videojob.settings" -}}
namespaces: {{ .Values.namespaces | toJson }}
http:
  host: {{ .Values.http.host | quote }}
  port: {{ int .Values.http.port }}
  progressUrl: {{ include "videojob.progressUrl" . | quote }}
leaderElection:
  enabled: {{ .Values.leaderElection.enabled }}
  leaseName: {{ include "videojob.leaseName" . | quote }}
  leaseNamespace: {{ include "videojob.leaseNamespace" . | quote }}
limits:
  maxJobs: {{ int .Values.limits.maxJobs }}
  unqueuedMaxJobs: {{ int .Values.limits.unqueuedMaxJobs }}
  maxJobsPerNamespace: {{ int .Values.limits.maxJobsPerNamespace }}
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
tombstones:
  seconds: {{ int .Values.tombstones.seconds }}
log:
  level: {{ .Values.log.level }}
  format: {{ .Values.log.format }}
stopGraceSeconds: {{ int .Values.stopGraceSeconds }}
{{- end -}}
