/** What players need beside the encoded media: the master playlist and codec names. */
@NullMarked
package dev.videojob.worker.packaging;

import org.jspecify.annotations.NullMarked;
