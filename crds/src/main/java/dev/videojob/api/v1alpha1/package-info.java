/**
 * The resources of group {@code videojob.dev}, version {@code v1alpha1}, as records.
 *
 * <p>A record's compact constructor fills in the same default that its {@code @Default} puts into
 * the CRD, so that an object reads the same whether or not an API server has defaulted it. Every
 * record ignores properties it does not know, so that an operator can read what a newer one wrote.
 */
@NullMarked
package dev.videojob.api.v1alpha1;

import org.jspecify.annotations.NullMarked;
