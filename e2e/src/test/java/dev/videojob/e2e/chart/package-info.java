/**
 * The Helm chart, rendered by the real Helm and looked at for what it means. Needs Helm and no
 * cluster.
 */
@NullMarked
package dev.videojob.e2e.chart;

import org.jspecify.annotations.NullMarked;
