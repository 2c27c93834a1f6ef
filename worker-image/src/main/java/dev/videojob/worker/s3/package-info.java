/** Objects in S3, and what its errors mean for an attempt. */
@NullMarked
package dev.videojob.worker.s3;

import org.jspecify.annotations.NullMarked;
