package dev.videojob.operator.outbox;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.videojob.api.v1alpha1.JobState;
import dev.videojob.api.v1alpha1.VideoJobStatusBuilder;
import dev.videojob.operator.AVideoJob;
import dev.videojob.operator.Moments;
import dev.videojob.operator.outbox.MetadataStore.StoreAway;
import dev.videojob.operator.postgres.PostgresAddress;
import dev.videojob.operator.postgres.PostgresServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class PostgresMetadataStoreTest extends MetadataStoreContract {
  @RegisterExtension static final PostgresServer SERVER = new PostgresServer();

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final AtomicInteger TABLES = new AtomicInteger();

  private final String table = "jobs_" + TABLES.incrementAndGet();

  @Override
  protected ReadableMetadataStore connect(InstantSource clock) {
    return connectTo(SERVER.port(), clock);
  }

  @Override
  protected ReadableMetadataStore connectTo(int port, InstantSource clock) {
    return new PostgresMetadataStore(PostgresServer.address("postgres", port), table, clock);
  }

  private MetadataStore as(String user, String table) {
    return new PostgresMetadataStore(PostgresServer.address(user, SERVER.port()), table, clock);
  }

  @Override
  protected List<JsonNode> documents() {
    if (SERVER.rows("SELECT to_regclass('%s') AS it".formatted(table)).getFirst().isEmpty()) {
      return List.of();
    }
    return SERVER.rows("SELECT document FROM " + table).stream()
        .<JsonNode>map(row -> ADocument.json(requireNonNull(row.get("document"))))
        .toList();
  }

  @Override
  protected void stopServer() {
    SERVER.stop();
  }

  @Override
  protected void startServer() {
    SERVER.start();
  }

  @Override
  protected JobDocument unacceptable() {
    return ADocument.of("uid-9").with("createdAt", "the day before yesterday").build();
  }

  private Map<String, String> row() {
    return SERVER.rows("SELECT * FROM " + table).getFirst();
  }

  private JobDocument aWholeStory() {
    var job =
        AVideoJob.named("clip")
            .from("uploads")
            .ofMessage("m-1", "{}", Map.of())
            .with(spec -> spec.className("big").priority(90))
            .withStatus(
                VideoJobStatusBuilder.builder()
                    .state(JobState.SUCCEEDED)
                    .revision(5L)
                    .attempt(2)
                    .profile("mp4-720p")
                    .reason("Succeeded")
                    .message("1 output was published.")
                    .manifestUri("s3://out/clip/manifest.json")
                    .startTime("2026-03-01T11:59:00.123456789Z")
                    .completionTime("2026-03-01T12:00:00Z")
                    .durationSeconds(60L)
                    .build())
            .build();
    return JobDocument.of(job, JSON);
  }

  @Test
  void the_columns_say_what_the_document_says() throws Exception {
    var document = aWholeStory();

    open().upsert(document);

    var row = row();
    assertThat(ADocument.json(requireNonNull(row.remove("document"))))
        .isEqualTo(ADocument.json(document.body().toString()));
    row.keySet().removeIf(column -> column.endsWith("_at"));
    assertThat(row)
        .containsExactlyInAnyOrderEntriesOf(
            Map.ofEntries(
                Map.entry("uid", "uid-of-clip"),
                Map.entry("revision", "5"),
                Map.entry("namespace", "media"),
                Map.entry("name", "clip"),
                Map.entry("queue", "uploads"),
                Map.entry("state", "Succeeded"),
                Map.entry("source", "s3://uploads/clip.mp4"),
                Map.entry("profile", "mp4-720p"),
                Map.entry("class_name", "big"),
                Map.entry("priority", "90"),
                Map.entry("message_id", "m-1"),
                Map.entry("attempt", "2"),
                Map.entry("reason", "Succeeded"),
                Map.entry("message", "1 output was published."),
                Map.entry("manifest_uri", "s3://out/clip/manifest.json"),
                Map.entry("duration_seconds", "60")));
    assertThat(
            SERVER.rows(
                "SELECT created_at AT TIME ZONE 'UTC' AS c, started_at AT TIME ZONE 'UTC' AS s, "
                    + "completed_at AT TIME ZONE 'UTC' AS e FROM "
                    + table))
        .containsExactly(
            Map.of(
                "c", "2026-03-01 11:59:00",
                "s", "2026-03-01 11:59:00.123457",
                "e", "2026-03-01 12:00:00"));
  }

  @Test
  void what_a_newer_document_leaves_out_is_gone_from_the_columns_too() throws Exception {
    var store = open();
    store.upsert(ADocument.of("uid-1").revision(1).with("reason", "OOMKilled").build());
    store.upsert(ADocument.of("uid-1").revision(2).build());

    assertThat(row()).doesNotContainKey("reason").containsEntry("revision", "2");
  }

  @Test
  void the_table_may_be_in_a_schema_and_its_name_is_taken_as_it_is_written() throws Exception {
    SERVER.run("CREATE SCHEMA \"Media\"");
    try (var store = as("postgres", "Media.Jobs")) {
      store.upsert(ADocument.of("uid-1").build());
    }

    assertThat(SERVER.rows("SELECT uid FROM \"Media\".\"Jobs\"")).hasSize(1);
  }

  @Test
  void a_role_that_may_make_no_table_is_told_so_and_needs_few_rights_where_there_is_one()
      throws Exception {
    SERVER.run("CREATE ROLE writer LOGIN");
    try (var store = as("writer", table)) {
      assertThatThrownBy(() -> store.upsert(ADocument.of("uid-1").build()))
          .isInstanceOf(StoreAway.class)
          .hasMessageContaining("permission denied for schema public")
          .hasMessageContaining("create the table " + table)
          .hasMessageContaining("POSTGRES_TABLE");

      open().upsert(ADocument.of("uid-2").build());
      SERVER.run("GRANT SELECT, INSERT, UPDATE ON " + table + " TO writer");
      clock.pass(Duration.ofSeconds(3));
      store.upsert(ADocument.of("uid-2").revision(2).build());

      assertThat(row()).containsEntry("revision", "2");
    }
  }

  @Test
  void the_table_in_the_documentation_is_the_one_that_is_made() throws Exception {
    var page = Files.readString(Path.of("..", "docs", "metadata.md"));
    var statement = page.substring(page.indexOf("CREATE TABLE videojobs"));
    SERVER.run(
        statement
            .substring(0, statement.indexOf("```"))
            .replace("TABLE videojobs", "TABLE " + table + "_by_hand"));

    open().upsert(aWholeStory());
    try (var byHand = as("postgres", table + "_by_hand")) {
      byHand.upsert(aWholeStory());
    }

    assertThat(columnsOf(table)).isEqualTo(columnsOf(table + "_by_hand"));
  }

  private static List<Map<String, String>> columnsOf(String table) {
    return SERVER.rows(
        """
        SELECT column_name, data_type, is_nullable FROM information_schema.columns
        WHERE table_name = '%s' ORDER BY column_name
        """
            .formatted(table));
  }

  @Test
  void a_table_that_lacks_columns_is_named_with_them_and_is_used_once_it_has_them()
      throws Exception {
    SERVER.run("CREATE TABLE " + table + " (uid text, revision integer, state text)");
    var store = open();

    assertThatThrownBy(() -> store.upsert(ADocument.of("uid-1").build()))
        .isInstanceOf(StoreAway.class)
        .hasMessageContaining("table " + table + " cannot be used")
        .hasMessageContaining("its column revision is integer, not bigint")
        .hasMessageContaining("lacks the columns namespace text, name text")
        .hasMessageContaining("created_at timestamp with time zone")
        .hasMessageContaining("document jsonb")
        .hasMessageNotContaining("state text")
        .hasMessageContaining("its column uid is neither primary key nor unique")
        .hasMessageContaining("name another table by POSTGRES_TABLE");

    SERVER.run("DROP TABLE " + table);
    clock.pass(Duration.ofSeconds(3));
    store.upsert(ADocument.of("uid-1").build());
    assertThat(documents()).hasSize(1);
  }

  @Test
  void columns_of_ones_own_and_a_unique_index_in_place_of_the_key_are_fine() throws Exception {
    open().upsert(ADocument.of("uid-1").build());
    SERVER.run(
        """
        ALTER TABLE %1$s DROP CONSTRAINT %1$s_pkey, ADD tenant text DEFAULT 'none',
          ADD UNIQUE (uid)
        """
            .formatted(table));

    open().upsert(ADocument.of("uid-1").revision(2).build());

    assertThat(row()).containsEntry("revision", "2").containsEntry("tenant", "none");
  }

  @Test
  void a_table_that_is_dropped_is_made_again() throws Exception {
    var store = open();
    store.upsert(ADocument.of("uid-1").build());
    SERVER.run("DROP TABLE " + table);

    awaitAccepted(store, ADocument.of("uid-2").build());

    assertThat(documents()).hasSize(1);
  }

  @Test
  void a_row_that_ones_own_constraint_refuses_stops_no_other() throws Exception {
    var store = open();
    store.upsert(ADocument.of("uid-1").build());
    SERVER.run("ALTER TABLE " + table + " ADD CHECK (state <> 'Failed')");

    assertThatThrownBy(() -> store.upsert(ADocument.of("uid-2").with("state", "Failed").build()))
        .isInstanceOf(StoreAway.class)
        .hasMessageContaining("violates check constraint");
    store.upsert(ADocument.of("uid-3").build());

    assertThat(documents()).hasSize(2);
  }

  @Test
  void a_locked_table_is_away_in_time_and_leaves_nothing_waiting_at_the_server() throws Exception {
    var store = open();
    store.upsert(ADocument.of("uid-1").build());
    try (var holder = SERVER.connection();
        var lock = holder.createStatement()) {
      holder.setAutoCommit(false);
      lock.execute("LOCK TABLE " + table);

      assertThatThrownBy(() -> store.upsert(ADocument.of("uid-1").revision(2).build()))
          .isInstanceOf(StoreAway.class)
          .hasMessageContaining("canceling statement");
      assertThat(SERVER.rows("SELECT pid FROM pg_locks WHERE NOT granted")).isEmpty();
    }

    awaitAccepted(store, ADocument.of("uid-1").revision(2).build());
    assertThat(row()).containsEntry("revision", "2");
  }

  @Test
  void a_server_that_becomes_a_replica_is_left_and_its_successor_found() throws Exception {
    SERVER.run("CREATE ROLE follower LOGIN");
    SERVER.run("GRANT CREATE ON SCHEMA public TO follower");
    try (var store = as("follower", table)) {
      store.upsert(ADocument.of("uid-1").build());
      var before = connectionOf("follower");
      SERVER.run("ALTER ROLE follower SET default_transaction_read_only = on");
      SERVER.run("SELECT pg_terminate_backend(%s)".formatted(before));
      clock.pass(Duration.ofSeconds(5));
      assertThatThrownBy(() -> store.upsert(ADocument.of("uid-2").build()))
          .isInstanceOf(StoreAway.class);

      SERVER.run("ALTER ROLE follower RESET default_transaction_read_only");
      awaitAccepted(store, ADocument.of("uid-2").build());
    }
    assertThat(documents()).hasSize(2);
  }

  private static String connectionOf(String role) {
    return requireNonNull(
        SERVER
            .rows("SELECT pid FROM pg_stat_activity WHERE usename = '" + role + "'")
            .getFirst()
            .get("pid"));
  }

  @Test
  void a_password_that_is_wrong_is_told_with_the_settings_to_correct_and_not_shown()
      throws Exception {
    SERVER.run("CREATE ROLE locked LOGIN PASSWORD 'p@ss/w:rd'");
    SERVER.run("GRANT CREATE ON SCHEMA public TO locked");
    var address = PostgresServer.address("locked", SERVER.port());
    try (var wrong =
            new PostgresMetadataStore(address.withPassword("s3cret"), table, new Moments());
        var right =
            new PostgresMetadataStore(address.withPassword("p@ss/w:rd"), table, new Moments())) {
      assertThatThrownBy(() -> wrong.upsert(ADocument.of("uid-1").build()))
          .isInstanceOf(StoreAway.class)
          .hasMessageContaining("password authentication failed for user \"locked\"")
          .hasMessageContaining("POSTGRES_PASSWORD")
          .hasMessageNotContaining("s3cret");
      right.upsert(ADocument.of("uid-1").build());
    }
    assertThat(documents()).hasSize(1);
  }

  @Test
  void a_database_or_schema_that_is_not_there_is_told_with_the_setting() {
    var nowhere =
        new PostgresMetadataStore(
            new PostgresAddress(
                "jdbc:postgresql://127.0.0.1:" + SERVER.port() + "/nowhere",
                Map.of("user", "postgres")),
            table,
            clock);
    try (nowhere;
        var noSchema = as("postgres", "nowhere.jobs")) {
      assertThatThrownBy(() -> nowhere.upsert(ADocument.of("uid-1").build()))
          .hasMessageContaining("database \"nowhere\" does not exist")
          .hasMessageContaining("POSTGRES_URI");
      assertThatThrownBy(() -> noSchema.upsert(ADocument.of("uid-1").build()))
          .hasMessageContaining("schema \"nowhere\" does not exist")
          .hasMessageContaining("POSTGRES_TABLE");
    }
  }
}
