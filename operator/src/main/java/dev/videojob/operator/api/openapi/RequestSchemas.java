package dev.videojob.operator.api.openapi;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * The document of the API as it is packed with this class, and the schemas in it: requests are
 * checked by what callers read.
 */
public final class RequestSchemas {
  private static final String DOCUMENT = "/openapi.json";

  private final JsonNode document;

  private RequestSchemas(JsonNode document) {
    this.document = document;
  }

  public static RequestSchemas packed(ObjectMapper json) {
    try (var in = RequestSchemas.class.getResourceAsStream(DOCUMENT)) {
      if (in == null) {
        throw new FileNotFoundException(DOCUMENT + " is not packed with the operator");
      }
      return new RequestSchemas(json.readTree(in));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The whole document. */
  public JsonNode document() {
    return document;
  }

  /** The schema of that name. */
  public JsonNode of(String name) {
    return document.required("components").required("schemas").required(name);
  }
}
