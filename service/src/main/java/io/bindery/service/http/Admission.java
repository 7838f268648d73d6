package io.bindery.service.http;

import akka.http.javadsl.model.HttpResponse;
import io.bindery.service.access.Principal;

/** Whether a request is let in, and as whose. */
sealed interface Admission {
  /** It is. */
  record Admitted(Principal principal) implements Admission {}

  /**
   * It is not, unless what it asks for is for anyone.
   *
   * @param shown whether it showed a token
   */
  record Refused(HttpResponse answer, boolean shown) implements Admission {}
}
