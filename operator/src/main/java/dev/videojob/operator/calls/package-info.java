/** Http tasks: services that the operator itself calls, and what became of the calls. */
@NullMarked
package dev.videojob.operator.calls;

import org.jspecify.annotations.NullMarked;
