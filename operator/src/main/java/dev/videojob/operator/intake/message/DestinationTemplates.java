package dev.videojob.operator.intake.message;

import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Destinations made from sources. */
public final class DestinationTemplates {
  private static final Pattern PLACEHOLDER = Pattern.compile("\\{(bucket|key|stem|name|id)}");

  private DestinationTemplates() {}

  /**
   * Replaces {@code {bucket}}, {@code {key}}, {@code {stem}} (the key without its extension),
   * {@code {name}} (of the VideoJob) and {@code {id}} (the message's, or the name where it has
   * none). For an http(s) source the host stands for the bucket and the path for the key.
   */
  public static String fill(String template, String name, String sourceUri, @Nullable String id) {
    String rest = sourceUri.replaceFirst("^[a-z0-9]+://", "");
    int slash = rest.indexOf('/');
    String bucket = slash < 0 ? rest : rest.substring(0, slash);
    String key = keyOf(sourceUri, slash < 0 ? "" : rest.substring(slash + 1));
    Map<String, String> values =
        Map.of(
            "bucket", bucket,
            "key", key,
            "stem", MediaAddress.withoutExtension(key),
            "name", name,
            "id", id == null ? name : id);
    return PLACEHOLDER
        .matcher(template)
        .replaceAll(found -> Matcher.quoteReplacement(values.getOrDefault(found.group(1), "")));
  }

  private static String keyOf(String uri, String path) {
    int query = uri.startsWith("s3://") ? -1 : path.indexOf('?');
    return query < 0 ? path : path.substring(0, query);
  }
}
