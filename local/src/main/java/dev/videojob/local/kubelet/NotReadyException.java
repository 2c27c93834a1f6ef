package dev.videojob.local.kubelet;

/** What a pod needs is not there yet; the kubelet tries again. */
final class NotReadyException extends Exception {
  private static final long serialVersionUID = 1L;

  NotReadyException(String message) {
    super(message, null, false, false);
  }
}
