package io.bindery.localaws.http;

import java.util.concurrent.Executor;

/** A service with a server of its own behind the endpoint. */
public interface StreamingService {
  /**
   * Answers the exchange, now or later. Runs on a thread of the server, which must not wait.
   *
   * @param workers may wait
   */
  void handle(Exchange exchange, Executor workers);
}
