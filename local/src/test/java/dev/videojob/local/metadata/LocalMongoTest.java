package dev.videojob.local.metadata;

import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.UpdateOptions;
import com.mongodb.client.model.Updates;
import org.bson.Document;
import org.junit.jupiter.api.Test;

class LocalMongoTest {
  @Test
  void the_driver_writes_by_upsert_and_reads_back() {
    try (LocalMongo mongo = LocalMongo.start(0);
        MongoClient client = MongoClients.create(mongo.uri().toString())) {
      MongoCollection<Document> jobs = client.getDatabase("videojob").getCollection("jobs");

      jobs.updateOne(
          Filters.eq("_id", "a"), Updates.set("state", "Queued"), new UpdateOptions().upsert(true));
      jobs.updateOne(
          Filters.eq("_id", "a"), Updates.set("state", "Done"), new UpdateOptions().upsert(true));

      assertThat(jobs.countDocuments()).isEqualTo(1);
      assertThat(jobs.find().first()).containsEntry("state", "Done");
    }
  }
}
