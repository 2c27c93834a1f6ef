package dev.videojob.api.v1alpha1;

/**
 * CEL rules that several fields share, each with what it tells a person to write. Rules rather than
 * OpenAPI patterns, because an API server quotes a broken pattern and nothing else.
 */
final class Rules {
  /**
   * Old buckets have capitals, underscores and more than 63 characters; their uploads count too.
   */
  private static final String BUCKET = "[A-Za-z0-9][A-Za-z0-9._-]{1,253}[A-Za-z0-9]";

  private static final String SIZE_NUMBER = "([1-9][0-9]*([.][0-9]+)?|0[.][0-9]*[1-9][0-9]*)";

  static final String OBJECT_NAME = "self.matches(r'^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$')";
  static final String OBJECT_NAME_SAYS =
      "must be the name of a Kubernetes object: lower-case letters, digits, '-' and '.', such as"
          + " uploads-eu";

  static final String UID = "self.matches(r'^[A-Za-z0-9-]+$')";
  static final String UID_SAYS =
      "must be the uid of a Kubernetes object, such as 0295cf01-03ee-499c-9eca-138a050569b8";

  /** Lax, as class names come from messages. */
  static final String CLASS_NAME = "self.matches(r'^[^\\s]([^\\n\\r]*[^\\s])?$')";

  static final String CLASS_NAME_SAYS =
      "must be a name in one line without space at its ends, such as transcode";

  static final String SOURCE_URI =
      "self.matches(r'^(?s:s3://" + BUCKET + "/.+|(?i:https?)://[^/\\s?#]+.*)$')";
  static final String SOURCE_URI_SAYS =
      "must be s3://BUCKET/KEY, its bucket 3 or more letters, digits, '.', '_' and '-', or an"
          + " https:// address, such as s3://videos-in/uploads/trailer.mp4";

  static final String DESTINATION_URI = "self.matches(r'^(?s:s3://" + BUCKET + "(/.*)?)$')";
  static final String DESTINATION_URI_SAYS =
      "must be s3://BUCKET/PREFIX, its bucket 3 or more letters, digits, '.', '_' and '-', such"
          + " as s3://videos-out/trailer";

  static final String TEMPLATE_URI =
      "self.matches(r'^s3://(" + BUCKET + "|[A-Za-z0-9._-]*[{]bucket[}][A-Za-z0-9._-]*)(/.*)?$')";
  static final String TEMPLATE_URI_SAYS =
      "must be s3://BUCKET/PREFIX, its bucket 3 or more letters, digits, '.', '_' and '-', such"
          + " as s3://videos-out/{stem}";

  static final String PLACEHOLDERS = "self.matches(r'^([^{}]|[{](bucket|key|stem|name|id)[}])*$')";
  static final String PLACEHOLDERS_SAY =
      "may use the placeholders {bucket}, {key}, {stem}, {name} and {id} only";

  static final String DISTINCT_OUTPUTS = "self.matches(r'[{](key|stem|name|id)[}]')";
  static final String DISTINCT_OUTPUTS_SAYS =
      "must contain {key}, {stem}, {name} or {id}, or every job would overwrite the outputs of the"
          + " one before";

  static final String BUCKET_NAME = "self.matches(r'^" + BUCKET + "$')";
  static final String BUCKET_NAME_SAYS =
      "must be the name of a bucket: 3 or more letters, digits, '.', '_' and '-', such as"
          + " videos-in";

  static final String QUEUE_URL = "self.matches(r'^https?://[^/\\s?#]+/[^\\s?#]+$')";
  static final String QUEUE_URL_SAYS =
      "must be the URL of an SQS queue, such as"
          + " https://sqs.eu-central-1.amazonaws.com/123456789012/uploads";

  static final String ENDPOINT = "self.matches(r'^https?://[^/\\s?#]+/?$')";
  static final String ENDPOINT_SAYS =
      "must be an http:// or https:// address without a path, such as http://localhost:9324";

  static final String REGION = "self.matches(r'^[a-z0-9]+(-[a-z0-9]+)*$')";
  static final String REGION_SAYS = "must be the name of an AWS region, such as eu-central-1";

  static final String QUANTITY = "self.matches(r'^" + SIZE_NUMBER + "([KMGTP]i|[kMGTP])?$')";
  static final String QUANTITY_SAYS =
      "must be a size greater than zero as Kubernetes writes it: a number with Ki, Mi, Gi, Ti, k,"
          + " M, G or T, such as 16Gi";

  static final String IMAGE = "self.matches(r'^[a-z0-9][^\\s]*$')";
  static final String IMAGE_SAYS =
      "must be the reference of an image, such as example.org/videojob-worker:0.1.0";

  static final String JSON_PATHS = "self.all(path, path.startsWith('$'))";
  static final String JSON_PATHS_SAY =
      "must hold JSONPath expressions, which start with '$', such as $.video_id";

  static final String JSON_PATH = "self.startsWith('$')";
  static final String JSON_PATH_SAYS =
      "must be a JSONPath expression, which starts with '$', such as $.status";

  /** The host is as it is written: no message chooses it. */
  private static final String SERVICE = "https?://[^/\\s?#@{}]+([/?][^\\s#]*)?";

  static final String SERVICE_URL = "self.matches(r'^" + SERVICE + "$')";
  static final String SERVICE_URL_SAYS =
      "must be an http:// or https:// address without a password, a fragment, or placeholders in its"
          + " host, such as https://render.example.org/jobs";

  static final String STATUS_URL = "self.matches(r'^([$].*|" + SERVICE + ")$')";
  static final String STATUS_URL_SAYS =
      "must be an http:// or https:// address, its host without placeholders, or a JSONPath into the"
          + " answer, such as $.status_url";

  private static final String FIELD = "([.][A-Za-z0-9_-]+)";
  private static final String FACTS =
      "name|namespace|uid|queue|className|source|payload" + FIELD + "+|metadata" + FIELD;

  private static final String FILLS = ".matches(r'^([^{}]|[{](" + FACTS + ")[}])*$')";

  static final String FILLED = "self" + FILLS;
  static final String FILLED_VALUES = "self.all(key, self[key]" + FILLS + ")";
  static final String FILLED_SAYS =
      "may use the placeholders {name}, {namespace}, {uid}, {queue}, {className}, {source},"
          + " {payload.FIELD} and {metadata.KEY} only";

  static final String STATUS_FILLED =
      "self.startsWith('$') || self.matches(r'^([^{}]|[{]("
          + FACTS
          + "|answer"
          + FIELD
          + "+)[}])*$')";
  static final String STATUS_FILLED_SAYS =
      "may use the placeholders of url and {answer.FIELD} only, such as {answer.jobId}";

  static final String HEADER_NAMES =
      "self.all(key, size(key) <= 256 && key.matches(r'^[A-Za-z0-9!#$%&*+.^_|~-]+$'))";
  static final String HEADER_NAMES_SAY =
      "must hold names of HTTP headers: letters, digits and '-', such as X-Api-Key";

  static final String OUR_HEADERS =
      "self.all(key, !key.matches(r'^(?i:host|content-length|transfer-encoding|connection|upgrade"
          + "|expect|te|trailer|idempotency-key)$'))";
  static final String OUR_HEADERS_SAY =
      "must not hold Idempotency-Key or headers of the connection, such as Host and Content-Length:"
          + " the operator writes those";

  static final String ONE_TASK_A_CLASS =
      "self.all(one, self.exists_one(other, has(one.className) == has(other.className)"
          + " && (!has(one.className) || one.className == other.className)))";
  static final String ONE_TASK_A_CLASS_SAYS =
      "must name each class once, and have one entry without className at most";

  static final String LABELS =
      "self.all(key, key.matches(r'^([a-z0-9]([-a-z0-9.]*[a-z0-9])?/)?"
          + "[A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?$')"
          + " && self[key].matches(r'^([A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?)?$'))";
  static final String LABELS_SAY =
      "must hold Kubernetes labels: keys such as team or example.org/team, values of letters,"
          + " digits, '-', '_' and '.' that start and end with a letter or digit";

  static final String OURS_LEFT_ALONE =
      "self.all(key, !key.startsWith('videojob.dev/') && !key.startsWith('batch.kubernetes.io/'))";
  static final String OURS_LEFT_ALONE_SAYS =
      "must not hold keys under videojob.dev/ or batch.kubernetes.io/: the operator and Kubernetes"
          + " write those; use a prefix of your own";

  private static final String RFC_3339 =
      ".matches(r'^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])T([01][0-9]|2[0-3]):[0-5][0-9]"
          + ":[0-5][0-9]([.][0-9]{1,9})?(Z|[+-]([01][0-9]|2[0-3]):[0-5][0-9])$')";
  static final String TIME = "self" + RFC_3339 + " && timestamp(self) == timestamp(self)";

  /** Says nothing where one of the two is no time: the field's own rule does. */
  static final String AFTER_BEFORE =
      "!has(self.after) || !has(self.before) || !self.after"
          + RFC_3339
          + " || !self.before"
          + RFC_3339
          + " || timestamp(self.after) < timestamp(self.before)";

  static final String AFTER_BEFORE_SAYS =
      "must be later than after; swap the two if they are the wrong way round";
  static final String TIME_SAYS = "must be an RFC 3339 time, such as 2026-01-31T12:00:00Z";

  private static final String CLOCK_TIME = ".matches(r'^([01][0-9]|2[0-3]):[0-5][0-9]$')";

  static final String TIME_OF_DAY = "self" + CLOCK_TIME;
  static final String TIME_OF_DAY_SAYS = "must be a time of day, 00:00 to 23:59, such as 06:00";

  /** An API server knows time zones by name; one that it does not know is an error of the rule. */
  static final String TIME_ZONE =
      "self.matches(r'^[A-Z][A-Za-z]*(/[A-Za-z0-9_+-]+)*$')"
          + " && timestamp('2000-01-01T00:00:00Z').getHours(self) >= 0";

  static final String TIME_ZONE_SAYS =
      "must be the name of a time zone of the IANA database, such as Europe/Berlin or UTC";

  static final String DISTINCT_WINDOWS = "self.all(one, self.exists_one(other, other == one))";
  static final String DISTINCT_WINDOWS_SAY =
      "must hold each window once; remove those that come again";

  private static final String DAY_AFTER =
      "{'Monday': 'Tuesday', 'Tuesday': 'Wednesday', 'Wednesday': 'Thursday',"
          + " 'Thursday': 'Friday', 'Friday': 'Saturday', 'Saturday': 'Sunday', 'Sunday': 'Monday'}";

  /**
   * Times of day compare as text. On a day that two windows share each has to begin when the other
   * is over; a window that goes on after midnight has to be over when one of the next day begins.
   */
  static final String APART_WINDOWS =
      "self.all(one, self.all(other, one == other"
          + " || !one.days.exists(day, day in other.days)"
          + " || (one.end > one.start && one.end <= other.start)"
          + " || (other.end > other.start && other.end <= one.start)))"
          + " && self.all(one, one.end > one.start || self.all(other, one.end <= other.start"
          + " || !one.days.exists(day, "
          + DAY_AFTER
          + "[day] in other.days)))";

  static final String APART_WINDOWS_SAY =
      "must not hold windows that overlap; let one end when the other starts";

  private Rules() {}
}
