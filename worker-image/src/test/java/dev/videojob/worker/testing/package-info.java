/** Stand-ins and made media for the tests of the worker. */
@NullMarked
package dev.videojob.worker.testing;

import org.jspecify.annotations.NullMarked;
