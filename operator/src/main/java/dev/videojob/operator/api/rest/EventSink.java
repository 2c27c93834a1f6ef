package dev.videojob.operator.api.rest;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.helidon.http.sse.SseEvent;
import io.helidon.webserver.ServerConnectionException;
import io.helidon.webserver.sse.SseSink;
import java.io.UncheckedIOException;

/** Server-sent events of one connection. */
final class EventSink implements Answer.Sink, AutoCloseable {
  private final SseSink sink;
  private final WriteLimit writes;

  /** Nobody listens any more. */
  static final class Left extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Left(RuntimeException cause) {
      super(cause);
    }
  }

  EventSink(SseSink sink, WriteLimit writes) {
    this.sink = sink;
    this.writes = writes;
  }

  @Override
  public void event(String id, String name, ObjectNode data) {
    emit(SseEvent.builder().id(id).name(name).data(data.toString()).build());
  }

  @Override
  public void heartbeat() {
    emit(SseEvent.builder().comment("still here").build());
  }

  private void emit(SseEvent event) {
    try {
      writes.within(() -> sink.emit(event));
    } catch (UncheckedIOException | ServerConnectionException e) {
      throw new Left(e);
    }
  }

  @Override
  public void close() {
    try {
      writes.within(sink::close);
    } catch (UncheckedIOException | ServerConnectionException e) {
      throw new Left(e);
    }
  }
}
