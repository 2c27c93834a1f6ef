{{/* What a schema cannot say: values that contradict each other, each refused with its remedy. */}}
{{- define "videojob.validate" -}}
{{- $v := .Values -}}
{{- $known := (include "videojob.workerNamespaces" . | fromJson).names -}}
{{- if and (gt (int $v.replicas) 1) (not $v.leaderElection.enabled) -}}
{{- fail (printf "replicas is %d and leaderElection.enabled is false: all of them would work at once. Set leaderElection.enabled=true, or replicas=1." (int $v.replicas)) -}}
{{- end -}}
{{- if $v.api.enabled -}}
{{- include "videojob.validateApi" . -}}
{{- end -}}
{{- if and $v.aws.accessKeyId (not $v.aws.secretAccessKey) -}}
{{- fail "aws.accessKeyId is set and aws.secretAccessKey is not: set both, or neither." -}}
{{- end -}}
{{- if and $v.aws.secretAccessKey (not $v.aws.accessKeyId) -}}
{{- fail "aws.secretAccessKey is set and aws.accessKeyId is not: set both, or neither." -}}
{{- end -}}
{{- if and $v.aws.sessionToken (not $v.aws.accessKeyId) -}}
{{- fail "aws.sessionToken belongs to keys: set aws.accessKeyId and aws.secretAccessKey too, or leave it out." -}}
{{- end -}}
{{- if and $v.aws.accessKeyId $v.aws.existingSecret -}}
{{- fail "aws.accessKeyId and aws.existingSecret both give the operator its keys: set one of them." -}}
{{- end -}}
{{- if and $v.aws.accessKeyId (not $v.worker.credentialsSecret) (not $known) -}}
{{- fail "aws.accessKeyId is set and the chart does not know where workers run: list their namespaces in namespaces or worker.namespaces, or name a Secret of yours in worker.credentialsSecret." -}}
{{- end -}}
{{- if and $v.metadata.mongodbUri $v.metadata.existingSecret.name -}}
{{- fail "metadata.mongodbUri and metadata.existingSecret.name both give the store's address: set one of them." -}}
{{- end -}}
{{- if and (include "videojob.mongodb" .) (include "videojob.postgres" .) -}}
{{- fail "metadata names a store in MongoDB and one in PostgreSQL, and there is one store: leave mongodbUri and existingSecret.name empty, or postgresUri and postgresSecret.name." -}}
{{- end -}}
{{- if and $v.metadata.postgresUri $v.metadata.postgresSecret.name (not $v.metadata.postgresSecret.passwordKey) -}}
{{- fail "metadata.postgresUri and metadata.postgresSecret.name both give the store's address: set one of them, or name the key of the password in metadata.postgresSecret.passwordKey." -}}
{{- end -}}
{{- if le (int (include "videojob.terminationGracePeriodSeconds" .)) (int $v.stopGraceSeconds) -}}
{{- fail (printf "terminationGracePeriodSeconds is %d, which is not above stopGraceSeconds (%d): the operator would be killed before it has handed back its messages. Raise it, or leave it out." (int $v.terminationGracePeriodSeconds) (int $v.stopGraceSeconds)) -}}
{{- end -}}
{{- if and $v.networkPolicy.workers.enabled (not $known) -}}
{{- fail "networkPolicy.workers.enabled is true and the chart does not know where workers run: list their namespaces in namespaces or worker.namespaces." -}}
{{- end -}}
{{- if and $v.worker.serviceAccount.annotations (or (not $known) (not $v.worker.serviceAccount.create)) -}}
{{- fail "worker.serviceAccount.annotations is set and the chart creates no service account to put them on: set worker.serviceAccount.create=true and list the workers' namespaces in namespaces or worker.namespaces." -}}
{{- end -}}
{{- if and $v.worker.imagePullSecrets (or (not $known) (not $v.worker.serviceAccount.create)) -}}
{{- fail "worker.imagePullSecrets is set and the chart creates no service account to put them on: set worker.serviceAccount.create=true and list the workers' namespaces in namespaces or worker.namespaces." -}}
{{- end -}}
{{- if $v.namespaces -}}
{{- range $v.worker.namespaces -}}
{{- if not (has . $v.namespaces) -}}
{{- fail (printf "worker.namespaces has %q, which namespaces does not have: the operator would start no worker there. Add it to namespaces." .) -}}
{{- end -}}
{{- end -}}
{{- if and $v.tests.namespace (not (has $v.tests.namespace $v.namespaces)) -}}
{{- fail (printf "tests.namespace is %q, which namespaces does not have: nobody would work on the test's VideoJob." $v.tests.namespace) -}}
{{- end -}}
{{- end -}}
{{- if and $v.podDisruptionBudget.enabled (not (kindIs "invalid" $v.podDisruptionBudget.minAvailable)) (not (kindIs "invalid" $v.podDisruptionBudget.maxUnavailable)) -}}
{{- fail "podDisruptionBudget has minAvailable and maxUnavailable: keep one and set the other to null." -}}
{{- end -}}
{{- if and $v.podDisruptionBudget.enabled (kindIs "invalid" $v.podDisruptionBudget.minAvailable) (kindIs "invalid" $v.podDisruptionBudget.maxUnavailable) -}}
{{- fail "podDisruptionBudget is enabled and has neither minAvailable nor maxUnavailable: set one of them." -}}
{{- end -}}
{{- if and $v.monitoring.podMonitor.enabled $v.monitoring.serviceMonitor.enabled -}}
{{- fail "monitoring.podMonitor and monitoring.serviceMonitor are both enabled: every figure would be counted twice. Enable one." -}}
{{- end -}}
{{- if and $v.tests.source (not $v.tests.destination) -}}
{{- fail "tests.source is set and tests.destination is not: say where the renditions go, such as tests.destination=s3://videos-out/helm-test." -}}
{{- end -}}
{{- if and (not $v.serviceAccount.create) (not $v.serviceAccount.name) -}}
{{- fail "serviceAccount.create is false and serviceAccount.name is empty: name the service account that the operator runs as." -}}
{{- end -}}
{{- $ours := list "VIDEOJOB_POD_NAME" "VIDEOJOB_POD_IP" -}}
{{- if $v.jvmOptions -}}
{{- $ours = append $ours "JAVA_TOOL_OPTIONS" -}}
{{- end -}}
{{- range $name, $_ := (include "videojob.operatorEnvironment" . | fromYaml) -}}
{{- $ours = append $ours $name -}}
{{- end -}}
{{- if include "videojob.awsSecret" . -}}
{{- $ours = concat $ours (list "AWS_ACCESS_KEY_ID" "AWS_SECRET_ACCESS_KEY" "AWS_SESSION_TOKEN") -}}
{{- end -}}
{{- if include "videojob.mongodb" . -}}
{{- $ours = append $ours "MONGODB_URI" -}}
{{- end -}}
{{- if include "videojob.postgres" . -}}
{{- $ours = append $ours "POSTGRES_URI" -}}
{{- end -}}
{{- if and $v.metadata.postgresSecret.name $v.metadata.postgresSecret.passwordKey -}}
{{- $ours = append $ours "POSTGRES_PASSWORD" -}}
{{- end -}}
{{- range $v.extraEnv -}}
{{- if has .name $ours -}}
{{- fail (printf "extraEnv has %s, which the chart sets from a value of its own: use that value, or leave it unset." .name) -}}
{{- end -}}
{{- $ours = append $ours .name -}}
{{- end -}}
{{- end -}}

{{- define "videojob.validateApi" -}}
{{- $v := .Values -}}
{{- if not $v.api.access -}}
{{- fail "api.enabled is true and api.access does not say who may use the HTTP API: set it to cluster, tokens or none." -}}
{{- end -}}
{{- if and (eq $v.api.access "tokens") (not $v.api.tokensSecret) -}}
{{- fail "api.access is tokens and api.tokensSecret is empty: name the Secret of the release's namespace that has a token for each caller." -}}
{{- end -}}
{{- if and $v.api.tokensSecret (ne $v.api.access "tokens") -}}
{{- fail (printf "api.tokensSecret is set and api.access is %s, which reads no tokens of a Secret: set api.access=tokens, or leave the Secret out." $v.api.access) -}}
{{- end -}}
{{- if and $v.api.tokenAudience (ne $v.api.access "cluster") -}}
{{- fail (printf "api.tokenAudience is set and api.access is %s, which takes no tokens of the cluster: set api.access=cluster, or leave the audience out." $v.api.access) -}}
{{- end -}}
{{- if eq (int $v.api.port) (int $v.http.port) -}}
{{- fail (printf "api.port and http.port are both %d: the HTTP API has a port of its own. Change one of them." (int $v.api.port)) -}}
{{- end -}}
{{- if and $v.namespaces $v.api.namespace (not (has $v.api.namespace $v.namespaces)) -}}
{{- fail (printf "api.namespace is %q, which namespaces does not have: the operator may make no VideoJob there. Add it to namespaces, or leave it out." $v.api.namespace) -}}
{{- end -}}
{{- end -}}

{{/* Plain variables of the operator from values, by name. */}}
{{- define "videojob.operatorEnvironment" -}}
{{ include "videojob.awsEnvironment" . }}
{{- with .Values.aws.endpointUrlSqs }}
AWS_ENDPOINT_URL_SQS: {{ . | quote }}
{{- end }}
{{- end -}}
