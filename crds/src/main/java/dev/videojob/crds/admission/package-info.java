/**
 * What an API server does with an object of a CRD before it stores it: prune, default, check
 * against the schema, evaluate the CEL rules; with the same words in its refusals. For API servers
 * that are none (the local one, tests): whoever uses this package needs {@code dev.cel:cel}.
 */
@NullMarked
package dev.videojob.crds.admission;

import org.jspecify.annotations.NullMarked;
