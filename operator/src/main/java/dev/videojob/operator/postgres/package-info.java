/** What all that talk to PostgreSQL share: addresses and connections. */
@NullMarked
package dev.videojob.operator.postgres;

import org.jspecify.annotations.NullMarked;
