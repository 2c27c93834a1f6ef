package dev.videojob.operator.redrive;

import dev.videojob.operator.act.Events;
import dev.videojob.operator.intake.IntakeEvent;
import dev.videojob.operator.intake.IntakeListener;

/** Says of a VideoJob that was made of a redriven letter what it repeats. */
public final class RedrivenJobEvents implements IntakeListener {
  private final Events events;

  public RedrivenJobEvents(Events events) {
    this.events = events;
  }

  @Override
  public void on(IntakeEvent event) {
    if (event instanceof IntakeEvent.Created created) {
      var origin = created.job().getSpec().origin();
      if (origin != null && origin.redriveOf() != null) {
        events.normal(
            created.job(),
            "Redriven",
            "A dead letter was redriven: the work of the VideoJob %s (uid %s) is done again."
                .formatted(origin.redriveOf().name(), origin.redriveOf().uid()));
      }
    }
  }
}
