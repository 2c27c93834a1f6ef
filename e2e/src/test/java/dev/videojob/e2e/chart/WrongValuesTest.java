package dev.videojob.e2e.chart;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Wrong values end an installation before anything is written, with the value's name. */
@Tag("chart")
class WrongValuesTest {
  /** Shape and bounds, by values.schema.json. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          repliccas: 2                                          | additional properties 'repliccas' not allowed
          worker: {memmory: 4Gi}                                | at '/worker': additional properties 'memmory'
          networkPolicy: {workers: {enable: true}}              | at '/networkPolicy/workers': additional properties 'enable'
          replicas: -1                                          | at '/replicas': minimum
          replicas: '2'                                         | at '/replicas': got string, want integer
          replicas: 1.5                                         | at '/replicas'
          namespaces: video                                     | at '/namespaces': got string, want array
          namespaces: [Video]                                   | at '/namespaces/0': 'Video' does not match pattern
          namespaces: [video, video]                            | at '/namespaces': items at 0 and 1 are equal
          image: {pullPolicy: Sometimes}                        | at '/image/pullPolicy': value must be one of 'Always'
          image: {repository: 'Example.org/Operator'}           | at '/image/repository'
          image: {repository: 'example.org/operator:v1'}        | at '/image/repository'
          image: {tag: 'v 1'}                                   | at '/image/tag'
          image: {digest: 'sha256:abc'}                         | at '/image/digest'
          log: {level: info}                                    | at '/log/level': value must be one of 'ERROR', 'WARN', 'INFO'
          log: {format: xml}                                    | at '/log/format': value must be one of 'text', 'json'
          limits: {maxJobs: 0}                                  | at '/limits/maxJobs': minimum: got 0, want 1
          limits: {unqueuedMaxJobs: 100001}                     | at '/limits/unqueuedMaxJobs': maximum
          stopGraceSeconds: 301                                 | at '/stopGraceSeconds': maximum: got 301, want 300
          http: {port: 0}                                       | at '/http/port': minimum
          http: {port: 80}                                      | at '/http/port': minimum: got 80, want 1,024
          http: {progressUrl: 'operator:8080'}                  | at '/http/progressUrl'
          api: {port: 80}                                       | at '/api/port': minimum: got 80, want 1,024
          api: {access: everybody}                              | at '/api/access': value must be one of '', 'cluster', 'tokens', 'none'
          api: {namespace: 'Video'}                             | at '/api/namespace'
          api: {jobTtlSeconds: 31536001}                        | at '/api/jobTtlSeconds': maximum
          api: {maxBodyBytes: 1023}                             | at '/api/maxBodyBytes': minimum
          api: {maxBodyBytes: 1048577}                          | at '/api/maxBodyBytes': maximum
          api: {requestsPerSecond: 0}                           | at '/api/requestsPerSecond': minimum
          api: {maxConcurrent: 10001}                           | at '/api/maxConcurrent': maximum
          api: {maxStreams: -1}                                 | at '/api/maxStreams': minimum
          api: {corsOrigins: ['https://a.example/path']}        | at '/api/corsOrigins/0'
          api: {service: {type: ExternalName}}                  | at '/api/service/type': value must be one of
          service: {port: 70000}                                | at '/service/port': maximum
          service: {type: ExternalName}                         | at '/service/type': value must be one of
          worker: {cpu: two}                                    | at '/worker/cpu': 'two' does not match pattern
          worker: {cpu: 0}                                      | at '/worker/cpu'
          worker: {memory: 4 GB}                                | at '/worker/memory': '4 GB' does not match pattern
          worker: {environment: {A-B: x}}                       | at '/worker/environment': additional properties 'A-B' not allowed
          worker: {environment: [A=b]}                          | at '/worker/environment': got array, want object
          worker: {serviceAccount: {name: 'Worker'}}            | at '/worker/serviceAccount/name'
          aws: {region: Frankfurt}                              | at '/aws/region': 'Frankfurt' does not match pattern
          aws: {endpointUrlS3: 's3.local:9000'}                 | at '/aws/endpointUrlS3'
          metadata: {mongodbUri: 'postgres://db'}               | at '/metadata/mongodbUri'
          metadata: {mongodbDatabase: ''}                       | at '/metadata/mongodbDatabase'
          metadata: {postgresUri: 'mongodb://db'}               | at '/metadata/postgresUri'
          metadata: {postgresTable: 'a.b.c'}                    | at '/metadata/postgresTable'
          podAntiAffinity: soft                                 | at '/podAntiAffinity': value must be one of 'none', 'preferred', 'required'
          strategy: {type: Rolling}                             | at '/strategy/type': value must be one of
          podDisruptionBudget: {maxUnavailable: 150%}           | at '/podDisruptionBudget/maxUnavailable'
          resources: {limits: {memory: lots}}                   | at '/resources/limits/memory'
          probes: {liveness: {periodSeconds: 0}}                | at '/probes/liveness/periodSeconds': minimum
          priorityClasses: [{name: a}]                          | at '/priorityClasses/0': missing property 'value'
          priorityClasses: [{name: a, value: 2000000000}]       | at '/priorityClasses/0/value': maximum
          monitoring: {podMonitor: {interval: 30}}              | at '/monitoring/podMonitor/interval': got number, want string
          networkPolicy: {workers: {exceptCidrs: [ten]}}        | at '/networkPolicy/workers/exceptCidrs/0'
          networkPolicy: {egress: {mongodbPorts: [0]}}          | at '/networkPolicy/egress/mongodbPorts/0': minimum
          extraEnv: [{value: x}]                                | at '/extraEnv/0': missing property 'name'
          extraEnv: [{name: A, value: 1}]                       | at '/extraEnv/0/value': got number, want string
          podLabels: {'-a': b}                                  | at '/podLabels': additional properties '-a' not allowed
          commonLabels: {team: 'a b'}                           | at '/commonLabels/team'
          tests: {source: /tmp/a.mp4}                           | at '/tests/source'
          tests: {destination: 'https://example.org'}           | at '/tests/destination'
          uninstall: {timeoutSeconds: 1}                        | at '/uninstall/timeoutSeconds': minimum
          terminationGracePeriodSeconds: long                   | at '/terminationGracePeriodSeconds': got string, want null or integer
          """)
  void a_value_of_the_wrong_kind_is_refused_by_its_name(String values, String says) {
    assertThat(Helm.template(values).refusal()).contains(says);
  }

  /** Values that contradict each other: a sentence each, with the remedy. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          leaderElection: {enabled: false}                                               | Set leaderElection.enabled=true, or replicas=1.
          api: {enabled: true}                                                           | set it to cluster, tokens or none
          api: {enabled: true, access: tokens}                                           | name the Secret of the release's namespace
          api: {enabled: true, access: cluster, tokensSecret: a}                         | set api.access=tokens, or leave the Secret out
          api: {enabled: true, access: none, tokenAudience: a}                           | set api.access=cluster, or leave the audience out
          api: {enabled: true, access: none, port: 8080}                                 | api.port and http.port are both 8080
          {namespaces: [a], api: {enabled: true, access: none, namespace: b}}            | Add it to namespaces, or leave it out.
          aws: {accessKeyId: A}                                                          | aws.secretAccessKey is not: set both
          aws: {secretAccessKey: A}                                                      | aws.accessKeyId is not: set both
          aws: {sessionToken: A}                                                         | set aws.accessKeyId and aws.secretAccessKey too
          {aws: {accessKeyId: A, secretAccessKey: B, existingSecret: c}, namespaces: [v]} | both give the operator its keys
          aws: {accessKeyId: A, secretAccessKey: B}                                      | list their namespaces in namespaces or worker.namespaces
          metadata: {mongodbUri: 'mongodb://a', existingSecret: {name: b}}               | both give the store's address
          metadata: {postgresUri: 'postgresql://u@a/b', postgresSecret: {name: b}}       | name the key of the password in metadata.postgresSecret.passwordKey
          metadata: {postgresUri: 'postgresql://u@a/b', mongodbUri: 'mongodb://a'}       | there is one store
          terminationGracePeriodSeconds: 25                                              | not above stopGraceSeconds (25)
          networkPolicy: {workers: {enabled: true}}                                      | list their namespaces in namespaces or worker.namespaces
          worker: {serviceAccount: {annotations: {a: b}}}                                | creates no service account to put them on
          worker: {imagePullSecrets: [a]}                                                | creates no service account to put them on
          {namespaces: [a], worker: {namespaces: [b]}}                                   | Add it to namespaces.
          {namespaces: [a], tests: {namespace: b}}                                       | nobody would work on the test's VideoJob
          podDisruptionBudget: {minAvailable: 1}                                         | keep one and set the other to null
          podDisruptionBudget: {maxUnavailable: null}                                    | set one of them
          monitoring: {podMonitor: {enabled: true}, serviceMonitor: {enabled: true}}     | counted twice. Enable one.
          tests: {source: 's3://a/b'}                                                    | say where the renditions go
          serviceAccount: {create: false}                                                | name the service account
          {aws: {region: eu-central-1}, extraEnv: [{name: AWS_REGION, value: x}]}        | extraEnv has AWS_REGION, which the chart sets
          extraEnv: [{name: A, value: x}, {name: A, value: z}]                           | extraEnv has A
          """)
  void values_that_contradict_each_other_are_refused_with_a_remedy(String values, String says) {
    assertThat(Helm.template(values).refusal()).contains(says).doesNotContain("nil pointer");
  }

  /** The other side of every rule above. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "{replicas: 1, leaderElection: {enabled: false}}",
        "{replicas: 0}",
        "{api: {port: 8080, namespace: b}, namespaces: [a]}",
        "{api: {enabled: true, access: none, port: 8080}, http: {port: 8081}}",
        "{api: {enabled: true, access: none, namespace: b}, namespaces: [a, b]}",
        "{api: {enabled: true, access: none, jobTtlSeconds: 0, maxStreams: 0}}",
        "{api: {enabled: true, access: none, corsOrigins: ['http://localhost:3000']}}",
        "{aws: {accessKeyId: A, secretAccessKey: B}, worker: {namespaces: [video]}}",
        "{aws: {accessKeyId: A, secretAccessKey: B}, worker: {credentialsSecret: c}}",
        "{terminationGracePeriodSeconds: 26}",
        "{terminationGracePeriodSeconds: null}",
        "{worker: {namespaces: [video], imagePullSecrets: [a]}}",
        "{namespaces: [a, b], worker: {namespaces: [b]}}",
        "{namespaces: [a], tests: {namespace: a}}",
        "{worker: {cpu: 2, memory: 4294967296}}",
        "{worker: {cpu: 1.5}}",
        "{aws: {region: us-gov-west-1}}",
        "{image: {repository: 'localhost:5000/operator'}}",
        "{podDisruptionBudget: {maxUnavailable: 50%}}",
        "{strategy: {type: Recreate}}",
        "{global: {anything: true}}",
        "{monitoring: {serviceMonitor: {enabled: true, interval: 1m30s}}}",
        "{extraEnv: [{name: A, valueFrom: {fieldRef: {fieldPath: metadata.uid}}}]}"
      })
  void what_is_right_is_taken(String values) {
    assertThat(Rendered.with(values).settings()).isNotNull();
  }

  @Test
  void the_charts_own_values_are_right() {
    assertThat(Rendered.with(Repository.read(Repository.CHART.resolve("values.yaml"))).settings())
        .isEqualTo(Rendered.byDefault().settings());
  }
}
