package dev.videojob.operator.api.rest;

import dev.videojob.operator.api.access.Caller;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A line of the log for each change that a caller made: who, what, which. */
public final class Audit {
  private static final Logger LOG = LoggerFactory.getLogger(Audit.class);

  private Audit() {}

  public static void log(Caller caller, String did, Object what) {
    LOG.info("{} {} {}", caller.name(), did, what);
  }
}
