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
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.bson.BSONException;
import org.bson.Document;
import org.bson.conversions.Bson;

/**
 * A store that speaks MongoDB's protocol. It uses no pipeline update, which FerretDB lacks: the
 * revision is in the filter of an upsert, and a duplicate key says that there is a document
 * already, which is replaced if it is older.
 *
 * <p>A store that is away is left alone for a while. A document that it refuses stops no other.
 */
public final class MongoMetadataStore implements ReadableMetadataStore {
  private static final int TIMEOUT_SECONDS = 2;

  private final MongoClient client;
  private final MongoCollection<Document> collection;
  private final StorePause pause;

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
    this.pause = new StorePause(clock);
  }

  @Override
  public void upsert(JobDocument document) throws StoreAway {
    pause.check();
    var replacement = MongoDocuments.of(document.body()).append("_id", document.id());
    var older =
        Filters.and(Filters.eq("_id", document.id()), Filters.lt("revision", document.revision()));
    try {
      if (!inserted(older, replacement)) {
        collection.replaceOne(older, replacement);
      }
    } catch (MongoWriteException | BSONException e) {
      throw refused(e);
    } catch (MongoException e) {
      pause.begin();
      throw refused(e);
    }
  }

  @Override
  public Optional<ObjectNode> find(String uid) throws StoreAway {
    pause.check();
    try {
      return Optional.ofNullable(collection.find(Filters.eq("_id", uid)).first())
          .map(MongoDocuments::json);
    } catch (MongoException e) {
      throw new StoreAway("The metadata store did not answer: " + e.getMessage(), e);
    }
  }

  /**
   * Replaces an older document or inserts one. False where there is one that is not older, or was
   * not there a moment before.
   */
  private boolean inserted(Bson older, Document replacement) {
    try {
      collection.replaceOne(older, replacement, new ReplaceOptions().upsert(true));
      return true;
    } catch (MongoWriteException e) {
      if (e.getError().getCategory() != ErrorCategory.DUPLICATE_KEY) {
        throw e;
      }
      return false;
    } catch (BSONException e) {
      // FerretDB 1 leaves "n" out of an answer about a duplicate key; the driver cannot read it.
      return false;
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
