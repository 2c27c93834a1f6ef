/** What the worker says about itself while it runs and when it ends. */
@NullMarked
package dev.videojob.worker.report;

import org.jspecify.annotations.NullMarked;
