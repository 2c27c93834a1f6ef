package dev.videojob.chaos;

import dev.videojob.chaos.load.Clips;
import dev.videojob.chaos.load.Film;
import dev.videojob.chaos.load.Load;
import dev.videojob.chaos.load.Parcel;
import dev.videojob.chaos.load.S3Event;
import dev.videojob.chaos.load.S3Event.Uploaded;
import dev.videojob.chaos.platform.UserSide;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import software.amazon.awssdk.core.exception.SdkClientException;

/** Uploads what a run sends, each at its time. */
final class Sender {
  private final UserSide user;
  private final Clips clips;
  private final Timeline timeline;

  Sender(UserSide user, Clips clips, Timeline timeline) {
    this.user = user;
    this.clips = clips;
    this.timeline = timeline;
  }

  void send(Load load) throws InterruptedException, IOException {
    for (var parcel : load.parcels()) {
      timeline.await(parcel.at());
      send(parcel);
    }
    timeline.add("all is sent");
  }

  private void send(Parcel parcel) throws IOException {
    var uploaded = new ArrayList<Uploaded>();
    for (var film : parcel.films()) {
      uploaded.add(upload(film));
    }
    if (!parcel.isPlainUpload()) {
      var body = S3Event.of(uploaded);
      for (int n = 0; n < parcel.copies(); n++) {
        user.send(body);
      }
    }
  }

  private Uploaded upload(Film film) throws IOException {
    var file = clips.file(film.content());
    return new Uploaded(film, upload(film, file), Files.size(file));
  }

  private String upload(Film film, Path file) {
    try {
      return user.upload(file, film);
    } catch (SdkClientException e) {
      timeline.add("no answer to the upload of %s: %s".formatted(film.key(), e.getMessage()));
      return user.uploaded(film).orElseGet(() -> upload(film, file));
    }
  }
}
