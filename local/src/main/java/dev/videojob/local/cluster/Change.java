package dev.videojob.local.cluster;

import org.jspecify.annotations.Nullable;

/**
 * One change of one object, in the order of revisions.
 *
 * @param kind what happened
 * @param object the object after it; for a deletion, its last state
 * @param before the object before it, null if there was none
 */
record Change(Kind kind, StoredObject object, @Nullable StoredObject before) {
  enum Kind {
    ADDED,
    MODIFIED,
    DELETED
  }
}
