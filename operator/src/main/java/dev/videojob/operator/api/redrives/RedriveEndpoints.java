package dev.videojob.operator.api.redrives;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.videojob.api.v1alpha1.DeadLetterRedrive;
import dev.videojob.api.v1alpha1.DeadLetterRedriveSpec;
import dev.videojob.api.v1alpha1.VideoQueue;
import dev.videojob.operator.api.openapi.RequestSchemas;
import dev.videojob.operator.api.rest.Answer;
import dev.videojob.operator.api.rest.Audit;
import dev.videojob.operator.api.rest.Call;
import dev.videojob.operator.api.rest.Endpoint;
import dev.videojob.operator.api.rest.KeyedCreation;
import dev.videojob.operator.api.rest.KeyedRequest;
import dev.videojob.operator.api.rest.NamedObject;
import dev.videojob.operator.api.rest.Problem;
import dev.videojob.operator.intake.message.WorkName;
import dev.videojob.operator.redrive.RedriveTerms;
import dev.videojob.operator.resources.Names;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.helidon.http.Method;
import java.util.List;
import java.util.Set;

/** The endpoints of redrives. */
public final class RedriveEndpoints {
  private static final String START = "/v1/queues/{queue}/redrive";
  private static final String REDRIVES = "/v1/redrives";
  private static final String REDRIVE = REDRIVES + "/{redrive}";
  private static final String RESOURCE = "deadletterredrives";

  private final KubernetesClient client;
  private final JsonNode schema;
  private final ObjectMapper json;

  public RedriveEndpoints(KubernetesClient client, RequestSchemas schemas, ObjectMapper json) {
    this.client = client;
    this.schema = schemas.of("RedriveRequest");
    this.json = json;
  }

  public List<Endpoint> all() {
    return List.of(
        Endpoint.of(Method.POST, START, Set.of("namespace"), this::start),
        Endpoint.of(Method.GET, REDRIVE, Set.of("namespace"), this::get));
  }

  private Answer start(Call call) {
    call.demand("create", RESOURCE, call.namespace());
    var body = call.body(schema);
    var queue = NamedObject.of(call, client, VideoQueue.class, "queue");
    refuseHopeless(queue);
    var spec = body.put("queueRef", queue.getMetadata().getName());
    var request = KeyedRequest.of(call, spec);
    var made = KeyedCreation.of(client, request, redrive(request, queue, spec));
    var meta = made.getMetadata();
    Audit.log(call.caller(), "asked for the redrive", meta.getNamespace() + "/" + meta.getName());
    return Answer.accepted(
        RedriveView.of(made, json),
        REDRIVES + "/" + meta.getName() + "?namespace=" + meta.getNamespace());
  }

  /** What would be accepted now and fail as soon as it is looked at. */
  private static void refuseHopeless(VideoQueue queue) {
    if (RedriveTerms.of(queue) instanceof RedriveTerms.Refused refused) {
      throw Problem.of(Problem.Kind.CONFLICT, refused.fault() + ".").asRefusal();
    }
  }

  private DeadLetterRedrive redrive(KeyedRequest request, VideoQueue queue, ObjectNode spec) {
    var redrive = new DeadLetterRedrive();
    redrive.setMetadata(
        new ObjectMetaBuilder()
            .withNamespace(queue.getMetadata().getNamespace())
            .withName(request.name(WorkName.readable(queue.getMetadata().getName())))
            .addToAnnotations(Names.REQUEST_ANNOTATION, request.digest())
            .build());
    redrive.setSpec(json.convertValue(spec, DeadLetterRedriveSpec.class));
    return redrive;
  }

  private Answer get(Call call) {
    call.demand("get", RESOURCE, call.namespace());
    return Answer.ok(
        RedriveView.of(NamedObject.of(call, client, DeadLetterRedrive.class, "redrive"), json));
  }
}
