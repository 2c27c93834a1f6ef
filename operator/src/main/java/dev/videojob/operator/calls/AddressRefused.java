package dev.videojob.operator.calls;

import java.net.UnknownHostException;

/** A host has no address that may be connected to. */
final class AddressRefused extends UnknownHostException {
  private static final long serialVersionUID = 1L;

  AddressRefused(String message) {
    super(message);
  }
}
