package dev.videojob.operator.redrive;

import dev.videojob.api.v1alpha1.DeadLetterRedrive;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;

/** The framework's side of a redrive: each reconcile is one step. */
public final class DeadLetterRedriveReconciler implements Reconciler<DeadLetterRedrive> {
  private final RedriveSteps steps;

  public DeadLetterRedriveReconciler(RedriveSteps steps) {
    this.steps = steps;
  }

  /** Is called once more after the redrive is gone, so that what it held is let go. */
  @Override
  public UpdateControl<DeadLetterRedrive> reconcile(
      DeadLetterRedrive redrive, Context<DeadLetterRedrive> context) {
    var meta = redrive.getMetadata();
    var control = UpdateControl.<DeadLetterRedrive>noUpdate();
    return steps
        .step(meta.getNamespace(), meta.getName())
        .map(wait -> control.rescheduleAfter(Math.max(1, wait.toMillis())))
        .orElse(control);
  }
}
