package dev.videojob.operator.outbox;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.mongodb.ConnectionString;
import com.mongodb.ErrorCategory;
import com.mongodb.MongoClientSettings;
import com.mongodb.MongoException;
import com.mongodb.MongoWriteException;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.ReplaceOptions;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.bson.BSONException;
import org.bson.Document;

/**
 * A store that speaks MongoDB's protocol. It uses no pipeline update, which FerretDB lacks: the
 * revision is in the filter of an upsert, and a duplicate key says that a newer one is there.
 *
 * <p>After a failure it answers at once that it is away for {@link #PAUSE}, so that an outage does
 * not cost every job a time-out. A document that the store refuses stops no other.
 */
public final class MongoMetadataStore implements MetadataStore {
  private static final int TIMEOUT_SECONDS = 2;
  private static final Duration PAUSE = Duration.ofSeconds(2);

  private final MongoClient client;
  private final MongoCollection<Document> collection;
  private final InstantSource clock;
  private final AtomicReference<Instant> awayUntil = new AtomicReference<>(Instant.MIN);

  public MongoMetadataStore(String uri, String database, String collection, InstantSource clock) {
    this.client =
        MongoClients.create(
            MongoClientSettings.builder()
                .applyConnectionString(new ConnectionString(uri))
                .applicationName("videojob-operator")
                .timeout(TIMEOUT_SECONDS, TimeUnit.SECONDS)
                .applyToClusterSettings(
                    cluster -> cluster.serverSelectionTimeout(TIMEOUT_SECONDS, TimeUnit.SECONDS))
                .applyToSocketSettings(
                    socket -> socket.connectTimeout(TIMEOUT_SECONDS, TimeUnit.SECONDS))
                .build());
    this.collection = client.getDatabase(database).getCollection(collection);
    this.clock = clock;
  }

  @Override
  public void upsert(JobDocument document) throws StoreAway {
    if (clock.instant().isBefore(awayUntil.get())) {
      throw new StoreAway("The metadata store was away a moment ago.", null);
    }
    var replacement = MongoDocuments.of(document.body()).append("_id", document.id());
    var older =
        Filters.and(Filters.eq("_id", document.id()), Filters.lt("revision", document.revision()));
    try {
      collection.replaceOne(older, replacement, new ReplaceOptions().upsert(true));
    } catch (MongoWriteException e) {
      if (e.getError().getCategory() != ErrorCategory.DUPLICATE_KEY) {
        throw refused(e);
      }
    } catch (BSONException e) {
      // FerretDB 1 leaves "n" out of an answer about a duplicate key, and the driver cannot read
      // it.
      if (!knows(document)) {
        throw refused(e);
      }
    } catch (MongoException e) {
      awayUntil.set(clock.instant().plus(PAUSE));
      throw refused(e);
    }
  }

  @Override
  public Optional<ObjectNode> find(String uid) throws StoreAway {
    try {
      return Optional.ofNullable(collection.find(Filters.eq("_id", uid)).first())
          .map(MongoDocuments::json);
    } catch (MongoException e) {
      throw new StoreAway("The metadata store did not answer: " + e.getMessage(), e);
    }
  }

  /** Whether this revision or a newer one is there. */
  private boolean knows(JobDocument document) throws StoreAway {
    var asNew =
        Filters.and(Filters.eq("_id", document.id()), Filters.gte("revision", document.revision()));
    try {
      return collection.find(asNew).first() != null;
    } catch (MongoException e) {
      throw refused(e);
    }
  }

  private static StoreAway refused(RuntimeException cause) {
    return new StoreAway("The metadata store did not accept a write: " + cause.getMessage(), cause);
  }

  @Override
  public void close() {
    client.close();
  }
}
