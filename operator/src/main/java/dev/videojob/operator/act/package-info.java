/** What is done to the cluster: Jobs created and deleted, Events recorded. */
@NullMarked
package dev.videojob.operator.act;

import org.jspecify.annotations.NullMarked;
