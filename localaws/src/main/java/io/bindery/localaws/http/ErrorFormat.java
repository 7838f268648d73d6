package io.bindery.localaws.http;

/** How a service tells a client that it refuses. */
public interface ErrorFormat {
  /** The refusal in the protocol of the service. */
  AwsResponse refusal(AwsError error, String requestId);
}
