package dev.videojob.operator.tombstones;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.videojob.api.v1alpha1.FinishedWork;
import dev.videojob.operator.tombstones.SegmentStore.KindUnknown;
import dev.videojob.operator.tombstones.SegmentStore.Unavailable;
import dev.videojob.operator.tombstones.SegmentStore.Written;
import io.fabric8.kubernetes.api.model.StatusBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.server.mock.EnableKubernetesMockClient;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import java.util.ArrayList;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@EnableKubernetesMockClient
class KubernetesSegmentStoreTest {
  private static final String PATH =
      "/apis/videojob.dev/v1alpha1/namespaces/operator/finishedworks";
  private static final String ONE = PATH + "/videojob-operator-00000001";

  @SuppressWarnings("NullAway.Init")
  KubernetesMockServer server;

  @SuppressWarnings("NullAway.Init")
  KubernetesClient client;

  @SuppressWarnings("NullAway.Init")
  private SegmentStore store;

  @BeforeEach
  void connect() {
    store = new KubernetesSegmentStore(client, "operator");
  }

  private static FinishedWork segment(int number) {
    var segment = Segment.empty("videojob-operator", number, "holder").resource();
    segment.getMetadata().setResourceVersion("7");
    return segment;
  }

  private static Object refusal(int code, String message) {
    return new StatusBuilder().withCode(code).withMessage(message).build();
  }

  @Test
  void every_page_is_read() {
    var first = "{\"metadata\":{\"continue\":\"next\"},\"items\":[%s]}";
    var last = "{\"metadata\":{},\"items\":[%s]}";
    server.expect().get().withPath(PATH + "?limit=50").andReturn(200, page(first, 1)).once();
    server
        .expect()
        .get()
        .withPath(PATH + "?continue=next&limit=50")
        .andReturn(200, page(last, 2))
        .once();
    var names = new ArrayList<String>();

    store.readAll(segment -> names.add(segment.getMetadata().getName()));

    assertThat(names).containsExactly("videojob-operator-00000001", "videojob-operator-00000002");
  }

  private String page(String list, int number) {
    return list.formatted(client.getKubernetesSerialization().asJson(segment(number)));
  }

  @Test
  void a_server_without_the_kind_is_told_from_one_that_is_away() {
    server
        .expect()
        .get()
        .withPath(PATH + "?limit=50")
        .andReturn(404, refusal(404, "the server could not find the requested resource"))
        .once();
    assertThatThrownBy(() -> store.readAll(segment -> {})).isInstanceOf(KindUnknown.class);

    server
        .expect()
        .get()
        .withPath(PATH + "?limit=50")
        .andReturn(403, refusal(403, "finishedworks is forbidden"))
        .once();
    assertThatThrownBy(() -> store.readAll(segment -> {}))
        .isInstanceOf(Unavailable.class)
        .isNotInstanceOf(KindUnknown.class)
        .hasMessageContaining("in the namespace operator: ")
        .hasMessageContaining("finishedworks is forbidden");
  }

  @Test
  void a_name_that_is_taken_and_a_segment_that_has_changed_or_gone_are_conflicts() {
    server.expect().post().withPath(PATH).andReturn(409, refusal(409, "exists")).once();
    assertThat(store.create(segment(1))).isEqualTo(new Written.Conflict());

    server.expect().put().withPath(ONE).andReturn(409, refusal(409, "modified")).once();
    assertThat(store.replace(segment(1))).isEqualTo(new Written.Conflict());

    server.expect().put().withPath(ONE).andReturn(404, refusal(404, "gone")).once();
    assertThat(store.replace(segment(1))).isEqualTo(new Written.Conflict());
  }

  @Test
  void a_write_carries_the_version_that_was_read() throws InterruptedException {
    server.expect().put().withPath(ONE).andReturn(200, segment(1)).once();
    server.expect().delete().withPath(ONE).andReturn(200, segment(1)).once();

    assertThat(store.replace(segment(1))).isInstanceOf(Written.Stored.class);
    assertThat(server.takeRequest().getUtf8Body()).contains("\"resourceVersion\":\"7\"");
    store.delete(segment(1));
    assertThat(server.takeRequest().getUtf8Body())
        .contains("\"preconditions\":{\"resourceVersion\":\"7\"}");
  }

  @Test
  void a_quota_is_told_in_the_servers_words() {
    server
        .expect()
        .post()
        .withPath(PATH)
        .andReturn(403, refusal(403, "exceeded quota: objects"))
        .once();

    assertThatThrownBy(() -> store.create(segment(1)))
        .isInstanceOf(Unavailable.class)
        .hasMessageContaining("exceeded quota: objects");
  }
}
