package dev.videojob.operator.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import de.bwaldvogel.mongo.MongoServer;
import de.bwaldvogel.mongo.backend.memory.MemoryBackend;
import dev.videojob.operator.Moments;
import dev.videojob.operator.outbox.MetadataStore.StoreAway;
import io.netty.channel.Channel;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.bson.Document;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class MongoMetadataStoreTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final MemoryBackend memory = new MemoryBackend();
  private MongoServer server = new MongoServer(memory);
  private final InetSocketAddress address = server.bind();
  private final String uri = "mongodb://127.0.0.1:" + address.getPort();
  private final Moments clock = new Moments();
  private final MongoMetadataStore store =
      new MongoMetadataStore(uri, "videojob", "videojobs", clock);

  @AfterEach
  void stop() {
    store.close();
    server.shutdownNow();
  }

  private static JobDocument document(String id, long revision, String body) {
    try {
      var node = (ObjectNode) JSON.readTree(body);
      node.put("revision", revision);
      return new JobDocument(id, revision, node);
    } catch (JsonProcessingException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private static JobDocument document(long revision, String state) {
    return document("uid-1", revision, "{\"state\": \"" + state + "\"}");
  }

  private List<Document> stored() {
    try (MongoClient client = MongoClients.create(uri)) {
      return client
          .getDatabase("videojob")
          .getCollection("videojobs")
          .find()
          .into(new ArrayList<>());
    }
  }

  private String state() {
    return stored().getFirst().getString("state");
  }

  @Test
  void a_first_document_is_stored_under_the_jobs_uid() throws Exception {
    store.upsert(document(1, "Starting"));

    assertThat(stored())
        .containsExactly(
            new Document("_id", "uid-1").append("state", "Starting").append("revision", 1));
  }

  @Test
  void a_newer_revision_replaces_an_older_one() throws Exception {
    store.upsert(document("uid-1", 1, "{\"state\": \"Starting\", \"progress\": {}}"));
    store.upsert(document(2, "Running"));

    assertThat(stored())
        .singleElement()
        .satisfies(it -> assertThat(it).doesNotContainKey("progress"));
    assertThat(state()).isEqualTo("Running");
  }

  @Test
  void an_older_revision_is_ignored() throws Exception {
    store.upsert(document(2, "Running"));
    store.upsert(document(1, "Starting"));

    assertThat(state()).isEqualTo("Running");
  }

  @Test
  void the_same_revision_twice_is_as_once() throws Exception {
    store.upsert(document(2, "Running"));
    store.upsert(document(2, "Running"));

    assertThat(stored()).hasSize(1);
  }

  @Test
  void jobs_do_not_touch_each_other() throws Exception {
    store.upsert(document("uid-1", 9, "{}"));
    store.upsert(document("uid-2", 1, "{}"));

    assertThat(stored()).hasSize(2);
  }

  @Test
  void revisions_beyond_an_int_keep_their_order() throws Exception {
    store.upsert(document(5_000_000_000L, "Running"));
    store.upsert(document(4_000_000_000L, "Starting"));

    assertThat(state()).isEqualTo("Running");
  }

  @Test
  void what_a_user_wrote_is_stored_as_it_is_even_where_it_looks_like_extended_json()
      throws Exception {
    var payload =
        "{\"$date\": \"never\", \"a.b\": [1, 2.5, true, null, {\"$oid\": 1}], \"big\":"
            + " 123456789012345678901234567890}";

    store.upsert(document("uid-1", 1, "{\"payload\": " + payload + "}"));

    assertThat(stored().getFirst().get("payload", Document.class))
        .containsEntry("$date", "never")
        .containsEntry("a.b", Arrays.asList(1, 2.5, true, null, new Document("$oid", 1)))
        .containsEntry("big", "123456789012345678901234567890");
  }

  @Test
  void a_document_that_cannot_be_stored_is_refused_alone() throws Exception {
    assertThatThrownBy(() -> store.upsert(document("uid-1", 1, "{\"a\\u0000b\": 1}")))
        .isInstanceOf(StoreAway.class);

    store.upsert(document("uid-2", 1, "{}"));

    assertThat(stored()).hasSize(1);
  }

  /** FerretDB 1.24 leaves {@code n} out of an answer that reports a duplicate key. */
  private static final class AnswersLikeFerretDb extends MemoryBackend {
    @Override
    public de.bwaldvogel.mongo.bson.Document handleCommand(
        Channel channel, String database, String command, de.bwaldvogel.mongo.bson.Document query) {
      var answer = super.handleCommand(channel, database, command, query);
      if (answer.containsKey("writeErrors")) {
        answer.remove("n");
      }
      return answer;
    }
  }

  @Test
  void what_a_ferretdb_has_already_is_told_even_though_its_answer_cannot_be_read()
      throws Exception {
    server.shutdownNow();
    server = new MongoServer(new AnswersLikeFerretDb());
    server.bind(address);
    store.upsert(document(2, "Succeeded"));

    assertThatCode(() -> store.upsert(document(2, "Succeeded"))).doesNotThrowAnyException();
    assertThatCode(() -> store.upsert(document(1, "Running"))).doesNotThrowAnyException();
    assertThat(state()).isEqualTo("Succeeded");
  }

  @Test
  void a_store_that_is_away_is_said_fast_after_the_first_time_and_found_again() throws Exception {
    store.upsert(document(1, "Starting"));
    server.shutdownNow();
    assertThatThrownBy(() -> store.upsert(document(2, "Running"))).isInstanceOf(StoreAway.class);

    var before = System.nanoTime();
    assertThatThrownBy(() -> store.upsert(document(2, "Running")))
        .isInstanceOf(StoreAway.class)
        .hasMessageContaining("away a moment ago");
    assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(1));

    server = new MongoServer(memory);
    server.bind(address);
    clock.pass(Duration.ofSeconds(3));
    assertThatCode(() -> store.upsert(document(2, "Running"))).doesNotThrowAnyException();
    assertThat(state()).isEqualTo("Running");
  }
}
