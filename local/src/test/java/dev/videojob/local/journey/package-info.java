/**
 * What users see: clients that know nothing of us put videos in, and look at what comes out. The
 * platform, the operator, the worker and ffmpeg are the real ones.
 */
@NullMarked
package dev.videojob.local.journey;

import org.jspecify.annotations.NullMarked;
