package dev.videojob.e2e.chart;

import static org.assertj.core.api.Assertions.assertThat;

import dev.videojob.crds.admission.Admission;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What a user reads after an installation. */
@Tag("chart")
class NotesTest {
  @Test
  void the_next_steps_are_told() {
    assertThat(Helm.notes("{}"))
        .contains("works for all namespaces")
        .contains("kubectl -n videojob-system rollout status deployment/videojob-operator")
        .contains("kubectl get videojobs -n videojob-system --watch")
        .contains("--set tests.source=")
        .contains("docs/helm.md");
  }

  @Test
  void the_examples_are_what_the_api_server_takes() {
    var admission = new Admission();
    var notes = Helm.notes("{namespaces: [video], aws: {region: us-east-1}}");

    var examples = notes.split("<<YAML\n", -1);
    assertThat(examples).hasSize(3);
    for (var i = 1; i < examples.length; i++) {
      var object =
          Repository.documents(examples[i].substring(0, examples[i].indexOf("     YAML")))
              .getFirst();
      assertThat(admission.admit(object, null)).isInstanceOf(Admission.Admitted.class);
    }
    assertThat(notes).contains("sqs.us-east-1.amazonaws.com").contains("kubectl apply -n video ");
  }

  @Test
  void what_is_missing_is_said() {
    assertThat(Helm.notes("{}"))
        .contains("WARNING: aws.region is not set")
        .contains("NOTE: there is no metadata store")
        .contains("NOTE: workers run as the service account \"default\"");
    assertThat(Helm.notes("metadata: {postgresSecret: {name: db}}"))
        .doesNotContain("NOTE: there is no metadata store");
    assertThat(Helm.notes("crds: {install: false}")).contains("kubectl apply --server-side -f");
    assertThat(Helm.notes("aws: {existingSecret: keys}")).contains("keys to the operator only");
    assertThat(Helm.notes("{replicas: 1, leaderElection: {enabled: false}}"))
        .contains("nothing stands in");
  }

  @Test
  void nothing_is_warned_of_where_all_is_told() {
    assertThat(
            Helm.notes(
                """
                namespaces: [video]
                aws: {region: eu-central-1}
                metadata: {existingSecret: {name: mongo}}
                tests: {source: 's3://in/a.mp4', destination: 's3://out/a'}
                """))
        .doesNotContain("WARNING")
        .doesNotContain("NOTE:")
        .contains("helm test videojob -n videojob-system");
  }

  @Test
  void whoever_enables_the_http_api_is_told_how_to_call_it() {
    assertThat(Helm.notes("{}")).doesNotContain("HTTP API");
    assertThat(
            Helm.notes(
                """
                namespaces: [video]
                api: {enabled: true, access: cluster, tokenAudience: videos, service: {port: 80}}
                """))
        .contains("port-forward service/videojob-operator-api 8081:80 &")
        .contains("kubectl -n video create token ACCOUNT --audience=videos)")
        .contains("curl http://127.0.0.1:8081/v1/jobs -H \"Authorization: Bearer $TOKEN\"")
        .contains("NOTE: the NetworkPolicy lets nobody but kubectl port-forward reach the HTTP API")
        .doesNotContain("WARNING: api.access");
    assertThat(Helm.notes("api: {enabled: true, access: tokens, tokensSecret: callers}"))
        .contains("kubectl -n videojob-system get secret callers ");
  }

  @Test
  void an_http_api_for_everybody_is_warned_of() {
    assertThat(
            Helm.notes(
                "{api: {enabled: true, access: none}, networkPolicy: {apiFrom: [{podSelector: {}}]}}"))
        .contains("WARNING: api.access is none")
        .contains("curl http://127.0.0.1:8081/v1/jobs\n")
        .doesNotContain("NOTE: the NetworkPolicy");
  }

  @Test
  void secrets_are_not_told() {
    assertThat(Helm.notes("{namespaces: [v], aws: {accessKeyId: AKIA, secretAccessKey: s3cr3t}}"))
        .doesNotContain("s3cr3t");
  }
}
