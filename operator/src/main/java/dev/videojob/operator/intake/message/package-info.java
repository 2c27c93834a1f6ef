/** What a message asks for: pure reading, identity and naming; no client is known here. */
@NullMarked
package dev.videojob.operator.intake.message;

import org.jspecify.annotations.NullMarked;
