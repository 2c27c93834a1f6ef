package dev.videojob.operator.resources;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the pod of one kind of work has of its own.
 *
 * @param command program and first arguments, or the image's own
 * @param args arguments, or the image's own
 * @param serviceAccount or the namespace's default
 * @param credentialsSecret Secret whose keys become variables
 * @param files contents of the files that it reads, by the annotation that carries each
 * @param variables that no other kind has
 */
record PodContent(
    String image,
    List<String> command,
    List<String> args,
    @Nullable String serviceAccount,
    @Nullable String credentialsSecret,
    Map<String, String> files,
    Map<String, String> variables) {}
