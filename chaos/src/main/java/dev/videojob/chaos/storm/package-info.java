/** What goes wrong in a run, and when. */
@NullMarked
package dev.videojob.chaos.storm;

import org.jspecify.annotations.NullMarked;
