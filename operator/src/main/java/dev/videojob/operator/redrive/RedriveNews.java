package dev.videojob.operator.redrive;

import dev.videojob.api.v1alpha1.DeadLetterRedrive;
import dev.videojob.operator.act.Events;

/** Is told what people may want to know of a redrive, beside its status. */
public interface RedriveNews {
  /** Something went as it should. */
  void normal(DeadLetterRedrive about, String reason, String message);

  /** Something a person may want to look at. */
  void warning(DeadLetterRedrive about, String reason, String message);

  /** Kubernetes Events. */
  static RedriveNews of(Events events) {
    return new RedriveNews() {
      @Override
      public void normal(DeadLetterRedrive about, String reason, String message) {
        events.normal(about, reason, message);
      }

      @Override
      public void warning(DeadLetterRedrive about, String reason, String message) {
        events.warning(about, reason, message);
      }
    };
  }
}
