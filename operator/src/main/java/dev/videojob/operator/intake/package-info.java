/** How work arrives: sources, the reading of messages, and the leases that are held on them. */
@NullMarked
package dev.videojob.operator.intake;

import org.jspecify.annotations.NullMarked;
