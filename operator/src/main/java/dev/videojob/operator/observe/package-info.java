/** What is seen of an attempt: its Job, its pod, its report. */
@NullMarked
package dev.videojob.operator.observe;

import org.jspecify.annotations.NullMarked;
