/** Outputs made visible at their destination, all or none of them. */
@NullMarked
package dev.videojob.worker.publish;

import org.jspecify.annotations.NullMarked;
