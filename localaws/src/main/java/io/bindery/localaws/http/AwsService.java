package io.bindery.localaws.http;

/** A service that answers from memory. Refusals are thrown as {@link AwsError}. */
public interface AwsService {
  AwsResponse handle(AwsRequest request);

  /** The refusal in the protocol of the service. */
  AwsResponse refusal(AwsError error, String requestId);
}
