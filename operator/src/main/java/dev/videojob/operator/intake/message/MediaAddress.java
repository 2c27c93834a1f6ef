package dev.videojob.operator.intake.message;

import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Where media is, as messages write it. */
sealed interface MediaAddress {
  /** The longest address that a VideoJob takes. */
  int MAX_LENGTH = 2048;

  /** An object in S3; the key is as it is, not encoded. */
  record S3Object(String bucket, String key, @Nullable String versionId) implements MediaAddress {
    String uri() {
      return "s3://" + bucket + "/" + key;
    }
  }

  /** Anything that is fetched by HTTP, presigned S3 addresses included. */
  record Web(String uri) implements MediaAddress {}

  /** A key that needs a bucket. */
  record BareKey(String key) implements MediaAddress {}

  /** Not an address; the reason continues the sentence "The address X …". */
  record Wrong(String reason) implements MediaAddress {}

  Pattern SCHEME = Pattern.compile("^([A-Za-z][A-Za-z0-9+.-]*)://(.*)$", Pattern.DOTALL);
  Pattern S3_HOST =
      Pattern.compile(
          "(?:(?<bucket>.+)\\.)?s3(?:[.-](?!website)[a-z0-9-]+){0,3}\\.amazonaws\\.com(?:\\.cn)?");
  Pattern SIGNED = Pattern.compile("(?:^|&)(?:X-Amz-Signature|Signature)=");
  Pattern VERSION_ID = Pattern.compile("(?:^|&)versionId=([^&]*)");
  Pattern BUCKET = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{1,253}[A-Za-z0-9]");

  static MediaAddress parse(String text) {
    if (text.length() > MAX_LENGTH) {
      return new Wrong("is longer than the " + MAX_LENGTH + " characters that are accepted.");
    }
    Matcher matcher = SCHEME.matcher(text);
    if (!matcher.matches()) {
      return new BareKey(text);
    }
    return switch (matcher.group(1).toLowerCase(Locale.ROOT)) {
      case "s3", "s3a", "s3n" -> object(matcher.group(2));
      case "http", "https" -> web(text);
      default ->
          new Wrong("is neither s3://BUCKET/KEY nor an http(s) address; write one of these.");
    };
  }

  /** An object by bucket and key, or why it is none. */
  static MediaAddress object(String bucket, String key, @Nullable String versionId) {
    if (!BUCKET.matcher(bucket).matches()) {
      return new Wrong("names the bucket \"" + bucket + "\", which is not a bucket's name.");
    }
    if (key.isEmpty()) {
      return new Wrong("names no object; write s3://BUCKET/KEY.");
    }
    S3Object object = new S3Object(bucket, key, versionId);
    return object.uri().length() <= MAX_LENGTH
        ? object
        : new Wrong("is longer than the " + MAX_LENGTH + " characters that are accepted.");
  }

  private static MediaAddress object(String bucketAndKey) {
    int slash = bucketAndKey.indexOf('/');
    return slash < 0
        ? object(bucketAndKey, "", null)
        : object(bucketAndKey.substring(0, slash), bucketAndKey.substring(slash + 1), null);
  }

  private static MediaAddress web(String text) {
    URI uri;
    try {
      uri = new URI(text);
    } catch (URISyntaxException e) {
      return new Wrong("is not a URL (" + e.getReason() + "); encode what is special in it.");
    }
    if (uri.getHost() == null) {
      return new Wrong("has no host; write https://HOST/PATH.");
    }
    Matcher s3 = S3_HOST.matcher(uri.getHost().toLowerCase(Locale.ROOT));
    String query = uri.getRawQuery() == null ? "" : uri.getRawQuery();
    // A presigned address carries the permission to read: it is the address, not a way to write
    // one.
    if (!s3.matches() || SIGNED.matcher(query).find()) {
      return new Web(text);
    }
    return objectAt(s3.group("bucket"), uri, query);
  }

  private static MediaAddress objectAt(@Nullable String hostBucket, URI uri, String query) {
    String path = uri.getPath() == null ? "" : uri.getPath();
    String rest = path.startsWith("/") ? path.substring(1) : path;
    Matcher version = VERSION_ID.matcher(query);
    String versionId = version.find() ? decoded(version.group(1)) : null;
    if (hostBucket != null) {
      return object(hostBucket, rest, versionId);
    }
    int slash = rest.indexOf('/');
    return slash < 0
        ? object(rest, "", versionId)
        : object(rest.substring(0, slash), rest.substring(slash + 1), versionId);
  }

  private static String decoded(String text) {
    return URLDecoder.decode(text, StandardCharsets.UTF_8);
  }

  /** The last segment of a key or address, without its extension: {@code clip} of a/clip.mp4. */
  static String fileStem(String path) {
    int end = path.indexOf('?') >= 0 && path.contains("://") ? path.indexOf('?') : path.length();
    String whole = path.substring(0, end);
    String trimmed = whole.endsWith("/") ? whole.substring(0, whole.length() - 1) : whole;
    return withoutExtension(trimmed.substring(trimmed.lastIndexOf('/') + 1));
  }

  /** A path without the extension of its last segment. */
  static String withoutExtension(String path) {
    int dot = path.lastIndexOf('.');
    return dot > path.lastIndexOf('/') + 1 ? path.substring(0, dot) : path;
  }
}
