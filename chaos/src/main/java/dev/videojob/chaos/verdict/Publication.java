package dev.videojob.chaos.verdict;

/**
 * A manifest that was written, as S3 itself told of it.
 *
 * @param destination address under which it lies
 * @param etag digest of its content; a request that a client repeats has the same
 */
public record Publication(String destination, String etag) {}
