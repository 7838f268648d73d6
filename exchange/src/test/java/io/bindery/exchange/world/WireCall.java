package io.bindery.exchange.world;

/**
 * A call on its way to AWS.
 *
 * @param operation as AWS names it; a finalizing UpdateRevision is FinalizeRevision, the requests
 *     of S3 are HeadObject, GetObject, PutObject and ListObjects
 * @param dataSet that it is about; "" if that cannot be told
 * @param number of this operation for this data set, from 0
 */
public record WireCall(String operation, String dataSet, int number) {
  /** Whether it makes something that has no token, so that a second one would be a second thing. */
  public boolean creates() {
    return operation.equals("CreateRevision") || operation.equals("CreateJob");
  }
}
