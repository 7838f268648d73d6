package io.bindery.localaws.http;

import java.util.Optional;

/**
 * A service that tells its operations apart by method and path, and answers from memory. Refusals
 * are thrown as {@link AwsError}.
 */
public interface RestService extends ErrorFormat {
  /** The operation as AWS names it, or "" if there is none. */
  String operation(String method, String rawPath);

  /** The answer; empty: it is lost, though what was asked for is done. */
  Optional<AwsResponse> handle(RestRequest request);
}
