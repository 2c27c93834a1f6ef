/** What is made of a source and how: pure, knows no process and no client. */
@NullMarked
package dev.videojob.worker.plan;

import org.jspecify.annotations.NullMarked;
