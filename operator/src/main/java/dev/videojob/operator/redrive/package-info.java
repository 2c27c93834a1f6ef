/**
 * DeadLetterRedrive: dead letters return to the queue they came from. Start reading at {@link
 * dev.videojob.operator.redrive.RedriveSteps}; what becomes of a letter that returned is decided by
 * the intake.
 */
@NullMarked
package dev.videojob.operator.redrive;

import org.jspecify.annotations.NullMarked;
