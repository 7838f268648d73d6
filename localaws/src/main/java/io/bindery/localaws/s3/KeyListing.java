package io.bindery.localaws.s3;

import io.bindery.localaws.http.AwsError;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.function.Function;

/**
 * What is asked of any listing of keys, and what its answers have in common.
 *
 * @param after the key or prefix that the page begins behind, or ""
 * @param afterId the entry of that key that it begins behind; "" if the whole key is behind
 */
record KeyListing(S3Request request, String after, String afterId, int most) {
  private static final int MOST = 1_000;

  /** How many entries are asked for, and never more than S3 gives. */
  static int most(S3Request request, String parameter) {
    String text = request.parameter(parameter);
    return Math.min(MOST, S3Request.number(parameter, text, MOST, 0));
  }

  private String prefix() {
    return request.parameter("prefix");
  }

  private String delimiter() {
    return request.parameter("delimiter");
  }

  /**
   * @param listed what of a key's value is listed
   * @param id tells the entries of a key apart
   */
  <T> ListingPage<T> page(
      NavigableMap<String, List<T>> keys,
      Function<List<T>, List<T>> listed,
      Function<T, String> id) {
    return ListingPage.of(
        keys,
        new ListingPage.Asked(
            prefix(), delimiter(), after, Optional.of(afterId).filter(i -> !i.isEmpty()), most),
        listed,
        id);
  }

  /**
   * Begins the answer.
   *
   * @param bucket what the bucket's element is called
   * @param limit what the element with the limit is called
   */
  Document document(String root, String bucket, String limit, ListingPage<?> page) {
    return new Document(root)
        .add(bucket, request.bucket())
        .add("Prefix", written(prefix()))
        .addIf(!delimiter().isEmpty(), "Delimiter", written(delimiter()))
        .add(limit, most)
        .addIf(encodes(), "EncodingType", "url")
        .add("IsTruncated", page.truncated());
  }

  /** Ends it with what keys were rolled up to, and answers. */
  void answer(Document xml, ListingPage<?> page) {
    for (String prefix : page.prefixes()) {
      xml.open("CommonPrefixes").add("Prefix", written(prefix)).close("CommonPrefixes");
    }
    request.answer(xml.text());
  }

  /** How keys are written into a document. */
  String written(String key) {
    return encodes()
        ? URLEncoder.encode(key, StandardCharsets.UTF_8)
            .replace("+", "%20")
            .replace("%2F", "/")
            .replace("*", "%2A")
        : key;
  }

  private boolean encodes() {
    String type = request.parameter("encoding-type");
    if (!type.isEmpty() && !type.equals("url")) {
      throw new AwsError(400, "InvalidArgument", "Invalid Encoding Method specified in Request");
    }
    return type.equals("url");
  }
}
