/** What to do next, as a pure function of what is wanted, what is recorded and what is seen. */
@NullMarked
package dev.videojob.operator.plan;

import org.jspecify.annotations.NullMarked;
