package io.bindery.localaws.http;

/** A service that answers from memory. Refusals are thrown as {@link AwsError}. */
public interface AwsService extends ErrorFormat {
  AwsResponse handle(AwsRequest request);
}
