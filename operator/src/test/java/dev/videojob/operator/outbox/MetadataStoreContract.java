package dev.videojob.operator.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.videojob.operator.Moments;
import dev.videojob.operator.outbox.MetadataStore.StoreAway;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * What every metadata store keeps to, whatever keeps its documents. A store's own test extends this
 * and says how its server is reached, read and stopped.
 */
@Timeout(120)
abstract class MetadataStoreContract {
  /** The 2 s that a call may take, and what a machine that is busy with tests takes by itself. */
  private static final Duration AT_MOST = Duration.ofSeconds(4);

  protected final Moments clock = new Moments();
  private final List<MetadataStore> opened = new ArrayList<>();

  /** A store of the server of this test. */
  protected abstract ReadableMetadataStore connect(InstantSource clock);

  /** The same at another port of this machine. */
  protected abstract ReadableMetadataStore connectTo(int port, InstantSource clock);

  /** What another program reads. */
  protected abstract List<JsonNode> documents();

  /** Stops the server; what it knows is kept. */
  protected abstract void stopServer();

  /** Starts it again, at the same address. */
  protected abstract void startServer();

  /** A document that this kind of server does not take. */
  protected abstract JobDocument unacceptable();

  @AfterEach
  void closeStores() {
    opened.forEach(MetadataStore::close);
  }

  /** A store as an operator has it. */
  protected final ReadableMetadataStore open() {
    return kept(connect(clock));
  }

  private ReadableMetadataStore kept(ReadableMetadataStore store) {
    opened.add(store);
    return store;
  }

  private Map<String, JsonNode> byUid() {
    return documents().stream()
        .collect(Collectors.toMap(it -> it.path("uid").asText(), Function.identity()));
  }

  private JsonNode only() {
    assertThat(documents()).hasSize(1);
    return documents().getFirst();
  }

  private static JobDocument story(long revision, String state) {
    return ADocument.of("uid-1").revision(revision).with("state", state).build();
  }

  @Test
  void a_first_document_is_stored_as_it_is() throws Exception {
    var document = story(1, "Starting");

    open().upsert(document);

    assertThat(only()).isEqualTo(document.body());
  }

  @Test
  void a_newer_revision_replaces_the_whole_of_an_older_one() throws Exception {
    var store = open();
    store.upsert(ADocument.of("uid-1").revision(1).with("profile", "hls-ladder").build());
    store.upsert(story(2, "Running"));

    assertThat(only()).isEqualTo(story(2, "Running").body());
  }

  @Test
  void whoever_asks_gets_the_newest_document_of_a_job_as_it_was_told() throws Exception {
    var store = open();
    store.upsert(story(1, "Starting"));
    var newest =
        ADocument.of("uid-1")
            .revision(5_000_000_000L)
            .with("payload", ADocument.json("{\"a\": [1, 2.5, true, null, {\"b\": \"Süß\"}]}"))
            .build();
    store.upsert(newest);
    store.upsert(ADocument.of("uid-2").build());

    assertThat(open().find("uid-1")).hasValue(newest.body());
    assertThat(store.find("uid-3")).isEmpty();
  }

  @Test
  void whoever_asks_while_the_store_is_away_is_told_that_it_is() throws Exception {
    var store = open();
    store.upsert(story(1, "Starting"));
    stopServer();
    assertThatThrownBy(() -> store.find("uid-1")).isInstanceOf(StoreAway.class);

    startServer();
    awaitAccepted(store, story(2, "Running"));
    assertThat(store.find("uid-1")).hasValue(story(2, "Running").body());
  }

  @Test
  void an_older_revision_changes_nothing() throws Exception {
    var store = open();
    store.upsert(story(2, "Running"));
    store.upsert(story(1, "Starting"));

    assertThat(only()).isEqualTo(story(2, "Running").body());
  }

  @Test
  void the_same_revision_again_is_told_and_changes_nothing() throws Exception {
    var store = open();
    store.upsert(story(2, "Running"));
    store.upsert(story(2, "Running"));
    store.upsert(story(2, "said by another operator"));

    assertThat(only()).isEqualTo(story(2, "Running").body());
  }

  @Test
  void jobs_do_not_touch_each_other() throws Exception {
    var store = open();
    store.upsert(ADocument.of("uid-1").revision(9).build());
    store.upsert(ADocument.of("uid-2").revision(1).build());

    assertThat(byUid()).containsOnlyKeys("uid-1", "uid-2");
  }

  @Test
  void revisions_beyond_an_int_keep_their_order() throws Exception {
    var store = open();
    store.upsert(story(5_000_000_000L, "Running"));
    store.upsert(story(4_000_000_000L, "Starting"));

    assertThat(only().path("revision").asLong()).isEqualTo(5_000_000_000L);
    assertThat(only().path("state").asText()).isEqualTo("Running");
  }

  @Test
  void whoever_writes_in_whatever_order_the_newest_is_there_after_each_write() throws Exception {
    var operators = List.of(open(), open());
    var dice = new Random(7);
    var newest = 0L;
    for (var write = 0; write < 200; write++) {
      var revision = 1 + dice.nextInt(50);
      operators.get(dice.nextInt(2)).upsert(story(revision, "state-" + revision));
      newest = Math.max(newest, revision);

      assertThat(only()).isEqualTo(story(newest, "state-" + newest).body());
    }
  }

  @Test
  void writers_at_the_same_time_end_with_the_newest_and_nothing_goes_back_meanwhile()
      throws Exception {
    var operators = List.of(open(), open());
    var jobs = List.of("uid-1", "uid-2", "uid-3", "uid-4", "uid-5");
    var newest = 40;
    var done = new AtomicBoolean();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var seen = threads.submit(() -> revisionsSeenUntil(done, jobs.getFirst()));
      var writes =
          shuffled(jobs, newest, document -> operators.get((int) (document.revision() % 2)));
      for (var write : threads.invokeAll(writes)) {
        write.get();
      }
      done.set(true);

      assertThat(seen.get()).isNotEmpty().isSorted();
    }
    assertThat(byUid().values())
        .hasSize(jobs.size())
        .allSatisfy(it -> assertThat(it.path("revision").asInt()).isEqualTo(newest));
  }

  private static List<Callable<Void>> shuffled(
      List<String> jobs, int newest, Function<JobDocument, MetadataStore> operator) {
    var writes =
        jobs.stream()
            .flatMap(
                uid ->
                    IntStream.rangeClosed(1, newest)
                        .mapToObj(revision -> ADocument.of(uid).revision(revision).build()))
            .<Callable<Void>>map(
                document ->
                    () -> {
                      operator.apply(document).upsert(document);
                      return null;
                    })
            .collect(Collectors.toCollection(ArrayList::new));
    Collections.shuffle(writes, new Random(11));
    return writes;
  }

  private List<Long> revisionsSeenUntil(AtomicBoolean done, String uid) {
    var seen = new ArrayList<Long>();
    do {
      var there = byUid().get(uid);
      if (there != null) {
        seen.add(there.path("revision").asLong());
      }
    } while (!done.get() || seen.isEmpty());
    return seen;
  }

  @Test
  void what_a_user_wrote_is_kept_also_where_it_looks_like_the_stores_own_language()
      throws Exception {
    var payload =
        ADocument.json(
            """
            {"$date": "never", "a.b": [1, 2.5, true, null, {"$oid": 1}], "": "nameless",
             "q": "'; DROP TABLE videojobs; --", "text": "Süß \\u2028 🎬 \\\\u0000 \\"quoted\\"\\n",
             "long": 9007199254740993, "small": -1.5e-300}
            """);

    open().upsert(ADocument.of("uid-1").with("payload", payload).build());

    assertThat(only().path("payload")).isEqualTo(payload);
  }

  @Test
  void a_whole_number_beyond_64_bits_keeps_all_its_digits() throws Exception {
    var big = "123456789012345678901234567890";

    open()
        .upsert(
            ADocument.of("uid-1")
                .with("payload", ADocument.json("{\"n\": %s}".formatted(big)))
                .build());

    assertThat(only().at("/payload/n").asText()).isEqualTo(big);
  }

  @Test
  void characters_that_a_store_may_not_know_keep_no_document_out() throws Exception {
    var store = open();

    store.upsert(ADocument.of("uid-1").with("message", "a\u0000b").build());
    store.upsert(
        ADocument.of("uid-2")
            .with("payload", ADocument.json("{\"a\\u0000b\": \"c\\u0000\"}"))
            .build());
    store.upsert(ADocument.of("uid-3").with("message", "half \ud83c of a pair").build());

    assertThat(byUid()).containsOnlyKeys("uid-1", "uid-2", "uid-3");
    assertThat(documents().toString())
        .containsPattern("a(\\\\u0000|\u2400)b")
        .containsPattern("\"a\u2400b\":\"c(\\\\u0000|\u2400)\"");
  }

  @Test
  void a_document_as_large_and_as_deep_as_a_resource_may_be_is_stored() throws Exception {
    var deep = ADocument.json("{\"a\":".repeat(80) + "{}" + "}".repeat(80));
    var document =
        ADocument.of("uid-1").with("payload", deep).with("message", "ä".repeat(700_000)).build();

    open().upsert(document);

    assertThat(only()).isEqualTo(document.body());
  }

  @Test
  void a_document_that_the_store_does_not_take_stops_no_other() throws Exception {
    var store = open();
    store.upsert(story(1, "Starting"));

    assertThatThrownBy(() -> store.upsert(unacceptable())).isInstanceOf(StoreAway.class);
    store.upsert(story(2, "Running"));

    assertThat(only().path("state").asText()).isEqualTo("Running");
  }

  @Test
  void a_store_that_is_away_is_said_in_time_then_at_once_and_is_found_again() throws Exception {
    var store = open();
    store.upsert(story(1, "Starting"));
    stopServer();

    assertThat(tookToFail(store)).isLessThan(AT_MOST);
    var before = System.nanoTime();
    assertThatThrownBy(() -> store.upsert(story(2, "Running")))
        .isInstanceOf(StoreAway.class)
        .hasMessageContaining("away a moment ago");
    assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofMillis(500));

    startServer();
    awaitAccepted(store, story(2, "Running"));
    assertThat(only()).isEqualTo(story(2, "Running").body());
  }

  @Test
  void a_store_that_is_away_when_an_operator_starts_is_found_later() {
    stopServer();
    var store = open();
    assertThat(tookToFail(store)).isLessThan(AT_MOST);

    startServer();
    awaitAccepted(store, story(2, "Running"));
    assertThat(only()).isEqualTo(story(2, "Running").body());
  }

  @Test
  void a_server_that_takes_a_connection_and_says_nothing_is_away_in_time() throws Exception {
    try (var silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      var store = kept(connectTo(silent.getLocalPort(), clock));

      assertThat(tookToFail(store)).isLessThan(AT_MOST);
    }
  }

  /** Real time, as a driver waits by its own clock. */
  private static Duration tookToFail(MetadataStore store) {
    var before = System.nanoTime();
    assertThatThrownBy(() -> store.upsert(story(2, "Running"))).isInstanceOf(StoreAway.class);
    return Duration.ofNanos(System.nanoTime() - before);
  }

  /** Tells it as an operator does: again and again, some time apart. */
  protected final void awaitAccepted(MetadataStore store, JobDocument document) {
    await()
        .atMost(Duration.ofSeconds(30))
        .ignoreExceptionsInstanceOf(StoreAway.class)
        .until(
            () -> {
              clock.pass(Duration.ofSeconds(5));
              store.upsert(document);
              return true;
            });
  }
}
