package dev.videojob.api.v1alpha1;

import static java.util.Objects.requireNonNullElse;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What is done instead of a transcode: exactly one member is given. {@link Task} tells which. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@JsonIgnoreProperties(ignoreUnknown = true)
@ValidationRule(
    value = "has(self.command) != has(self.http)",
    message = "must have exactly one of command and http; leave task out for a transcode")
@RecordBuilder
public record TaskSpec(
    @JsonPropertyDescription("Runs a container of one's own in the attempt's pod.")
        @Nullable Command command,
    @JsonPropertyDescription("Calls a service and waits for its answer. It has no pod.")
        @Nullable Http http) {

  /** A container of the user's own. */
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  @JsonIgnoreProperties(ignoreUnknown = true)
  @RecordBuilder
  public record Command(
      @Required
          @Size(min = 1, max = 512)
          @ValidationRule(value = Rules.IMAGE, message = Rules.IMAGE_SAYS)
          @JsonPropertyDescription("Image of the container.")
          String image,
      @Size(max = 64)
          @JsonPropertyDescription("Program and its first arguments. Default: the image's own.")
          List<@Size(max = 4096) String> command,
      @Size(max = 64) @JsonPropertyDescription("Arguments. Default: the image's own.")
          List<@Size(max = 4096) String> args) {

    public Command {
      command = command == null ? List.of() : List.copyOf(command);
      args = args == null ? List.of() : List.copyOf(args);
    }
  }

  /** A call of a service. */
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  @JsonIgnoreProperties(ignoreUnknown = true)
  @ValidationRule(
      value = "!has(self.body) || !(has(self.method) && self.method in ['Get', 'Delete'])",
      fieldPath = ".body",
      message = "must be left out with method Get or Delete, whose requests have no body")
  @RecordBuilder
  public record Http(
      @Required
          @Size(min = 1, max = 2048)
          @ValidationRule(value = Rules.SERVICE_URL, message = Rules.SERVICE_URL_SAYS)
          @ValidationRule(value = Rules.FILLED, message = Rules.FILLED_SAYS)
          @JsonPropertyDescription(
              "http:// or https:// address of the service. In its path and query, {name}, {namespace},"
                  + " {uid}, {queue}, {className}, {source}, {payload.FIELD} and {metadata.KEY} are"
                  + " replaced, percent-encoded.")
          String url,
      @Default("Post") @JsonPropertyDescription("Method of the call.") HttpMethod method,
      @Size(max = 16)
          @ValidationRule(value = Rules.HEADER_NAMES, message = Rules.HEADER_NAMES_SAY)
          @ValidationRule(value = Rules.OUR_HEADERS, message = Rules.OUR_HEADERS_SAY)
          @ValidationRule(value = Rules.FILLED_VALUES, message = Rules.FILLED_SAYS)
          @JsonPropertyDescription(
              "Headers of every request to the service, with the placeholders of url in their values.")
          Map<String, @Size(max = 1024) String> headers,
      @Size(min = 1, max = 253)
          @ValidationRule(value = Rules.OBJECT_NAME, message = Rules.OBJECT_NAME_SAYS)
          @JsonPropertyDescription(
              "Secret in this namespace whose keys are headers, such as Authorization. It must carry"
                  + " the label videojob.dev/headers=true. They are sent to the host of url only.")
          @Nullable String headersSecret,
      @Size(min = 1, max = 16384)
          @JsonPropertyDescription(
              "JSON text sent as the body. The placeholders of url are replaced in its strings; a"
                  + " string that is nothing but one becomes the value itself. Default: the payload.")
          @Nullable String body,
      @JsonPropertyDescription(
              "How the end is found out where the service answers before its work is done. Default: the"
                  + " answer is the end.")
          @Nullable Polling polling,
      @Size(min = 1, max = 256)
          @ValidationRule(value = Rules.JSON_PATH, message = Rules.JSON_PATH_SAYS)
          @JsonPropertyDescription(
              "JSONPath of the part of the last answer that becomes status.result, such as $.output."
                  + " Default: all of it.")
          @Nullable String resultPath,
      @Default("300")
          @Min(1)
          @Max(86400)
          @JsonPropertyDescription(
              "Seconds that one request may take, from connecting to the last byte of its answer.")
          Integer timeoutSeconds) {

    public Http {
      method = requireNonNullElse(method, HttpMethod.POST);
      headers = headers == null ? Map.of() : Map.copyOf(headers);
      timeoutSeconds = requireNonNullElse(timeoutSeconds, 300);
    }
  }

  /** Asks a status address until it names an end. */
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  @JsonIgnoreProperties(ignoreUnknown = true)
  @ValidationRule(
      value = "!self.doneValues.exists(value, value in self.failedValues)",
      fieldPath = ".failedValues",
      message = "must not hold a value that doneValues holds; take it out of one of the two")
  @RecordBuilder
  public record Polling(
      @Required
          @Size(min = 1, max = 2048)
          @ValidationRule(value = Rules.STATUS_URL, message = Rules.STATUS_URL_SAYS)
          @ValidationRule(value = Rules.STATUS_FILLED, message = Rules.STATUS_FILLED_SAYS)
          @JsonPropertyDescription(
              "Address that is asked by GET: an http:// or https:// address with the placeholders of"
                  + " url and {answer.FIELD} of the first answer, or a JSONPath such as $.status_url"
                  + " that finds it there.")
          String statusUrl,
      @Default("5") @Min(1) @Max(3600) @JsonPropertyDescription("Seconds between two questions.")
          Integer intervalSeconds,
      @Default("$.status")
          @Size(min = 1, max = 256)
          @ValidationRule(value = Rules.JSON_PATH, message = Rules.JSON_PATH_SAYS)
          @JsonPropertyDescription("JSONPath of the state in the answer to a question.")
          String stateField,
      @Default("[\"completed\", \"succeeded\", \"done\"]")
          @Size(min = 1, max = 16)
          @JsonPropertyDescription("States of work that is done.")
          List<@Size(min = 1, max = 128) String> doneValues,
      @Default("[\"failed\", \"error\"]")
          @Size(min = 1, max = 16)
          @JsonPropertyDescription(
              "States of work that failed: the attempt ends as Transient. All other states go on.")
          List<@Size(min = 1, max = 128) String> failedValues) {

    public Polling {
      intervalSeconds = requireNonNullElse(intervalSeconds, 5);
      stateField = requireNonNullElse(stateField, "$.status");
      doneValues = orDefault(doneValues, "completed", "succeeded", "done");
      failedValues = orDefault(failedValues, "failed", "error");
    }

    private static List<String> orDefault(@Nullable List<String> given, String... values) {
      return given == null || given.isEmpty() ? List.of(values) : List.copyOf(given);
    }
  }
}
