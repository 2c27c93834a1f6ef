package dev.videojob.local.kubelet;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceFieldSelector;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What the downward API tells a container of its pod. */
final class PodFields {
  private static final Pattern KEYED =
      Pattern.compile("metadata\\.(labels|annotations)\\['([^']+)'\\]");

  private PodFields() {}

  /**
   * The value of a field.
   *
   * @throws IllegalArgumentException if the downward API has no such field
   */
  static String field(Pod pod, String path) {
    Matcher keyed = KEYED.matcher(path);
    if (keyed.matches()) {
      return map(pod, keyed.group(1)).getOrDefault(keyed.group(2), "");
    }
    return switch (path) {
      case "metadata.name" -> pod.getMetadata().getName();
      case "metadata.namespace" -> pod.getMetadata().getNamespace();
      case "metadata.uid" -> pod.getMetadata().getUid();
      case "metadata.labels" -> lines(map(pod, "labels"));
      case "metadata.annotations" -> lines(map(pod, "annotations"));
      case "spec.nodeName" -> LocalKubelet.NODE;
      case "spec.serviceAccountName" -> text(pod.getSpec().getServiceAccountName());
      case "status.podIP", "status.hostIP" -> LocalKubelet.ADDRESS;
      default -> throw new IllegalArgumentException("unsupported fieldPath " + path);
    };
  }

  /**
   * The value of a resource of a container: CPUs rounded up to whole ones, memory in bytes, unless
   * a divisor says otherwise; this machine's own where the container has no limit.
   */
  static String resource(Container container, ResourceFieldSelector selector) {
    String[] path = selector.getResource().split("\\.", -1);
    Map<String, Quantity> resources = resources(container, path[0]);
    Quantity quantity = path.length == 2 ? resources.get(path[1]) : null;
    BigDecimal amount =
        quantity == null ? machine(path[path.length - 1]) : quantity.getNumericalAmount();
    return amount.divide(divisor(selector.getDivisor()), 0, RoundingMode.CEILING).toPlainString();
  }

  private static Map<String, Quantity> resources(Container container, String kind) {
    if (container.getResources() == null) {
      return Map.of();
    }
    Map<String, Quantity> found =
        "requests".equals(kind)
            ? container.getResources().getRequests()
            : container.getResources().getLimits();
    return Objects.requireNonNullElse(found, Map.of());
  }

  private static BigDecimal machine(String resource) {
    return "cpu".equals(resource)
        ? BigDecimal.valueOf(Runtime.getRuntime().availableProcessors())
        : BigDecimal.valueOf(Runtime.getRuntime().maxMemory());
  }

  private static BigDecimal divisor(@Nullable Quantity divisor) {
    BigDecimal amount = divisor == null ? BigDecimal.ZERO : divisor.getNumericalAmount();
    return amount.signum() == 0 ? BigDecimal.ONE : amount;
  }

  private static Map<String, String> map(Pod pod, String which) {
    Map<String, String> found =
        "labels".equals(which) ? pod.getMetadata().getLabels() : pod.getMetadata().getAnnotations();
    return Objects.requireNonNullElse(found, Map.of());
  }

  private static String lines(Map<String, String> map) {
    return map.entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .map(entry -> entry.getKey() + "=\"" + entry.getValue().replace("\"", "\\\"") + "\"")
        .collect(Collectors.joining("\n"));
  }

  private static String text(@Nullable String value) {
    return value == null ? "" : value;
  }
}
