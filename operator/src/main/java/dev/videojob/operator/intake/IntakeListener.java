package dev.videojob.operator.intake;

/** Is told what happens at the intake. Called from its threads; must not block. */
@FunctionalInterface
public interface IntakeListener {
  void on(IntakeEvent event);
}
