/**
 * What users of a real cluster rely on: the API server's own refusals and columns, kubectl, Helm,
 * real pods, their kubelet and their controllers. {@code ./videojob e2e} runs these tests.
 */
@NullMarked
package dev.videojob.e2e;

import org.jspecify.annotations.NullMarked;
