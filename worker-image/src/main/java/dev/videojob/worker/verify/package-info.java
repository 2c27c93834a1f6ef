/** The proof that outputs are whole; success is what was verified, not what was returned. */
@NullMarked
package dev.videojob.worker.verify;

import org.jspecify.annotations.NullMarked;
