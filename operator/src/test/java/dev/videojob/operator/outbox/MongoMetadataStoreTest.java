package dev.videojob.operator.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import de.bwaldvogel.mongo.MongoServer;
import de.bwaldvogel.mongo.backend.memory.MemoryBackend;
import io.netty.channel.Channel;
import java.net.InetSocketAddress;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.bson.Document;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class MongoMetadataStoreTest extends MetadataStoreContract {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** MongoDB's own limit is 16 MiB. */
  private static final int TOO_LARGE = 17 << 20;

  private final MemoryBackend memory = new MemoryBackend();
  private MongoServer server = new MongoServer(memory);
  private final InetSocketAddress address = server.bind();

  @AfterEach
  void stop() {
    server.shutdownNow();
  }

  @Override
  protected ReadableMetadataStore connect(InstantSource clock) {
    return connectTo(address.getPort(), clock);
  }

  @Override
  protected ReadableMetadataStore connectTo(int port, InstantSource clock) {
    return new MongoMetadataStore("mongodb://127.0.0.1:" + port, "videojob", "videojobs", clock);
  }

  private List<Document> stored() {
    try (MongoClient client = MongoClients.create("mongodb://127.0.0.1:" + address.getPort())) {
      return client
          .getDatabase("videojob")
          .getCollection("videojobs")
          .find()
          .into(new ArrayList<>());
    }
  }

  /** Without the id under which it is stored. */
  @Override
  protected List<JsonNode> documents() {
    var documents = stored();
    documents.forEach(document -> document.remove("_id"));
    return documents.stream()
        .<JsonNode>map(it -> ADocument.json(JSON.valueToTree(it).toString()))
        .toList();
  }

  @Override
  protected void stopServer() {
    server.shutdownNow();
  }

  @Override
  protected void startServer() {
    serve(memory);
  }

  private void serve(MemoryBackend backend) {
    server = new MongoServer(backend);
    server.bind(address);
  }

  @Override
  protected JobDocument unacceptable() {
    return ADocument.of("uid-9").with("message", "a".repeat(TOO_LARGE)).build();
  }

  @Test
  void a_document_is_stored_under_the_jobs_uid() throws Exception {
    open().upsert(ADocument.of("uid-1").build());

    assertThat(stored()).extracting(document -> document.get("_id")).containsExactly("uid-1");
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
    serve(new AnswersLikeFerretDb());
    var store = open();
    var ended = ADocument.of("uid-1").revision(2).with("state", "Succeeded").build();
    store.upsert(ended);

    assertThatCode(() -> store.upsert(ended)).doesNotThrowAnyException();
    assertThatCode(() -> store.upsert(ADocument.of("uid-1").revision(1).build()))
        .doesNotThrowAnyException();
    assertThat(documents()).containsExactly(ended.body());
  }

  /** Has another operator insert an older document between the look and the insert of an upsert. */
  private static final class InsertsInBetween extends MemoryBackend {
    private boolean waiting = true;

    @Override
    public de.bwaldvogel.mongo.bson.Document handleCommand(
        Channel channel, String database, String command, de.bwaldvogel.mongo.bson.Document query) {
      if (!command.equals("update") || !waiting) {
        return super.handleCommand(channel, database, command, query);
      }
      waiting = false;
      insertOlder(channel, database);
      return new de.bwaldvogel.mongo.bson.Document("n", 0)
          .append("nModified", 0)
          .append(
              "writeErrors",
              List.of(
                  new de.bwaldvogel.mongo.bson.Document("index", 0)
                      .append("code", 11000)
                      .append("errmsg", "E11000 duplicate key error")))
          .append("ok", 1.0);
    }

    private void insertOlder(Channel channel, String database) {
      var older =
          new de.bwaldvogel.mongo.bson.Document("_id", "uid-1")
              .append("uid", "uid-1")
              .append("revision", 1);
      super.handleCommand(
          channel,
          database,
          "insert",
          new de.bwaldvogel.mongo.bson.Document("insert", "videojobs")
              .append("documents", List.of(older)));
    }
  }

  @Test
  void a_newer_document_replaces_an_older_one_that_came_in_between() throws Exception {
    server.shutdownNow();
    serve(new InsertsInBetween());

    open().upsert(ADocument.of("uid-1").revision(2).build());

    assertThat(documents()).containsExactly(ADocument.of("uid-1").revision(2).build().body());
  }
}
