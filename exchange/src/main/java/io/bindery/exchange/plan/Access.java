package io.bindery.exchange.plan;

import java.util.List;

/**
 * What of a bucket subscribers may read with {@code s3-data-access}.
 *
 * @param prefixes each ends in {@code /}; what comes under one later can be read as well
 */
public record Access(String bucket, List<String> prefixes, List<String> keys) {
  public Access {
    prefixes = List.copyOf(prefixes);
    keys = List.copyOf(keys);
  }
}
