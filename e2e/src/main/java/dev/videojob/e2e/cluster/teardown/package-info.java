/** Taking a cluster away without a trace, whatever state it is in. */
@NullMarked
package dev.videojob.e2e.cluster.teardown;

import org.jspecify.annotations.NullMarked;
