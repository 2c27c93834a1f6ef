package dev.videojob.local.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;

/** What each request but a watch does to the store, and what it answers. */
final class ApiCalls {
  private static final String RULES_REVIEWS =
      "/apis/authorization.k8s.io/v1/selfsubjectrulesreviews";

  private final ObjectStore store;
  private final ResourceTypes types;
  private final Discovery discovery;
  private final PodLogs logs;

  ApiCalls(ObjectStore store, ResourceTypes types, PodLogs logs) {
    this.store = store;
    this.types = types;
    this.discovery = new Discovery(types);
    this.logs = logs;
  }

  ApiResponse answer(ApiRequest request) {
    try {
      return discovery
          .answer(request.path())
          .map(found -> ApiResponse.of(200, found))
          .or(() -> review(request))
          .orElseGet(() -> answer(request, ApiPath.parse(request.path(), types)));
    } catch (ApiError e) {
      return ApiResponse.of(e.code(), e.toStatus());
    } catch (RuntimeException e) {
      ApiError internal = ApiError.internal(e);
      return ApiResponse.of(internal.code(), internal.toStatus());
    }
  }

  /** Everybody may do everything here; clients that ask are told so. */
  private static Optional<ApiResponse> review(ApiRequest request) {
    if (!RULES_REVIEWS.equals(request.path()) || !"POST".equals(request.method())) {
      return Optional.empty();
    }
    ObjectNode review = bodyObject(request);
    ObjectNode status = review.putObject("status").put("incomplete", false);
    status.putArray("nonResourceRules");
    ObjectNode rule = status.putArray("resourceRules").addObject();
    List.of("verbs", "apiGroups", "resources").forEach(list -> rule.putArray(list).add("*"));
    return Optional.of(ApiResponse.of(201, review));
  }

  private ApiResponse answer(ApiRequest request, ApiPath path) {
    String subresource = Objects.requireNonNullElse(path.subresource(), "");
    return switch (subresource) {
      case "" -> path.name() == null ? onCollection(request, path) : onObject(request, path);
      case "status" -> onStatus(request, path);
      case "log" -> onLog(request, path);
      default -> throw ApiError.noSuchPath(request.path());
    };
  }

  private ApiResponse onCollection(ApiRequest request, ApiPath path) {
    return switch (request.method()) {
      case "GET" -> list(request, path);
      case "POST" -> create(request, path);
      case "DELETE" -> deleteAll(request, path);
      default -> throw ApiError.methodNotAllowed(request.method());
    };
  }

  private ApiResponse onObject(ApiRequest request, ApiPath path) {
    return switch (request.method()) {
      case "GET" -> ApiResponse.ok(store.get(path.key()).text());
      case "PUT" -> replace(request, path);
      case "PATCH" -> patch(request, path);
      case "DELETE" -> delete(request, path);
      default -> throw ApiError.methodNotAllowed(request.method());
    };
  }

  private ApiResponse onStatus(ApiRequest request, ApiPath path) {
    ObjectKey key = path.key();
    if (!key.type().status()) {
      throw ApiError.noSuchPath(request.path());
    }
    return switch (request.method()) {
      case "GET" -> ApiResponse.ok(store.get(key).text());
      case "PUT" -> {
        ObjectNode body = bodyObject(request);
        yield ok(store.updateStatus(key, old -> body, request.dryRun()));
      }
      case "PATCH" -> {
        JsonNode patch = Patches.parse(request.contentType(), request.body());
        yield ok(
            store.updateStatus(
                key,
                old -> Patches.apply(key, request.contentType(), patch, old),
                request.dryRun()));
      }
      default -> throw ApiError.methodNotAllowed(request.method());
    };
  }

  private ApiResponse onLog(ApiRequest request, ApiPath path) {
    ObjectKey key = path.key();
    if (!key.type().equals(ResourceTypes.PODS)) {
      throw ApiError.noSuchPath(request.path());
    }
    StoredObject pod = store.get(key);
    String text = logs.read(pod.uid());
    long tail = request.number("tailLines");
    return ApiResponse.text(lastLines(text, tail));
  }

  private static String lastLines(String text, long wanted) {
    List<String> lines = text.lines().toList();
    if (wanted <= 0 || lines.size() <= wanted) {
      return text;
    }
    return String.join("\n", lines.subList(lines.size() - (int) wanted, lines.size())) + "\n";
  }

  private ApiResponse create(ApiRequest request, ApiPath path) {
    ObjectNode body = bodyObject(request);
    String name = body.at("/metadata/name").asText("");
    if (name.isEmpty()) {
      String prefix = body.at("/metadata/generateName").asText("");
      if (prefix.isEmpty()) {
        throw ApiError.badRequest("the object has neither name nor generateName");
      }
      name = ObjectRules.generatedName(prefix);
    }
    String bodyNamespace = body.at("/metadata/namespace").asText("");
    if (!bodyNamespace.isEmpty()
        && path.namespace() != null
        && !bodyNamespace.equals(path.namespace())) {
      throw ApiError.badRequest(
          "the namespace of the object does not match the namespace on the request");
    }
    StoredObject made = store.create(path.keyOf(name), body, request.dryRun());
    if (made.key().type().equals(ResourceTypes.DEFINITIONS)) {
      types.define(made.json());
    }
    return new ApiResponse(201, "application/json", made.text());
  }

  private ApiResponse replace(ApiRequest request, ApiPath path) {
    ObjectNode body = bodyObject(request);
    return ok(store.update(path.key(), old -> body, request.dryRun()));
  }

  private ApiResponse patch(ApiRequest request, ApiPath path) {
    ObjectKey key = path.key();
    JsonNode patch = Patches.parse(request.contentType(), request.body());
    if (request.contentType().equals(Patches.APPLY_PATCH)
        && store.find(key).isEmpty()
        && patch instanceof ObjectNode object) {
      return new ApiResponse(
          201, "application/json", store.create(key, object, request.dryRun()).text());
    }
    return ok(
        store.update(
            key, old -> Patches.apply(key, request.contentType(), patch, old), request.dryRun()));
  }

  private ApiResponse delete(ApiRequest request, ApiPath path) {
    ObjectKey key = path.key();
    StoredObject object = store.delete(key, deleteRequest(request));
    boolean gone = store.find(key).isEmpty();
    return gone && !key.type().equals(ResourceTypes.PODS)
        ? ApiResponse.of(200, deleted(object))
        : ok(object);
  }

  private ApiResponse deleteAll(ApiRequest request, ApiPath path) {
    DeleteRequest how = deleteRequest(request);
    List<StoredObject> doomed = selected(request, path);
    for (StoredObject object : doomed) {
      if (store.find(object.key()).isPresent()) {
        store.delete(object.key(), how);
      }
    }
    return ApiResponse.ok(listText(path.type(), doomed, 0, ""));
  }

  private ApiResponse list(ApiRequest request, ApiPath path) {
    ObjectStore.Listing listing = store.list(path.type(), path.namespace());
    List<StoredObject> items = matching(listing.items(), request.selector());
    int limit = Math.toIntExact(request.number("limit"));
    String after = Objects.requireNonNullElse(request.parameter("continue"), "");
    if (!after.isEmpty()) {
      items = items.stream().filter(o -> o.key().sortKey().compareTo(after) > 0).toList();
    }
    String more = "";
    if (limit > 0 && items.size() > limit) {
      items = items.subList(0, limit);
      more = items.getLast().key().sortKey();
    }
    return ApiResponse.ok(listText(path.type(), items, listing.revision(), more));
  }

  private List<StoredObject> selected(ApiRequest request, ApiPath path) {
    return matching(store.list(path.type(), path.namespace()).items(), request.selector());
  }

  private static List<StoredObject> matching(
      List<StoredObject> objects, Predicate<JsonNode> selector) {
    return objects.stream().filter(object -> selector.test(object.json())).toList();
  }

  /** Joins what is already in its wire form: a list costs no more than copying it. */
  private static String listText(
      ResourceType type, List<StoredObject> items, long revision, String more) {
    ObjectNode head = JsonNodeFactory.instance.objectNode();
    head.put("kind", type.kind() + "List").put("apiVersion", type.apiVersion());
    ObjectNode metadata = head.putObject("metadata");
    metadata.put("resourceVersion", Long.toString(revision));
    if (!more.isEmpty()) {
      metadata.put("continue", more);
    }
    String opening = head.toString();
    StringBuilder out = new StringBuilder(1024 + 2048 * items.size());
    out.append(opening, 0, opening.length() - 1).append(",\"items\":[");
    for (int i = 0; i < items.size(); i++) {
      if (i > 0) {
        out.append(',');
      }
      out.append(items.get(i).text());
    }
    return out.append("]}").toString();
  }

  private static ObjectNode deleted(StoredObject object) {
    ObjectNode status = JsonNodeFactory.instance.objectNode();
    status.put("kind", "Status").put("apiVersion", "v1").put("status", "Success");
    status
        .putObject("details")
        .put("name", object.key().name())
        .put("group", object.key().type().group())
        .put("kind", object.key().type().plural())
        .put("uid", object.uid());
    return status;
  }

  private static DeleteRequest deleteRequest(ApiRequest request) {
    JsonNode options =
        request.body().isBlank()
            ? MissingNode.getInstance()
            : Patches.parse(request.contentType(), request.body());
    return DeleteRequest.of(
        options, request.parameter("propagationPolicy"), request.parameter("gracePeriodSeconds"));
  }

  private static ObjectNode bodyObject(ApiRequest request) {
    return Patches.parseObject(request.contentType(), request.body());
  }

  private static ApiResponse ok(StoredObject object) {
    return ApiResponse.ok(object.text());
  }
}
