/** S3 on this machine, with its event notifications. */
@NullMarked
package dev.videojob.local.objects;

import org.jspecify.annotations.NullMarked;
