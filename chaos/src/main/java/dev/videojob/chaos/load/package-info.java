/** What is sent in a run: videos good and bad, and the messages about them. */
@NullMarked
package dev.videojob.chaos.load;

import org.jspecify.annotations.NullMarked;
