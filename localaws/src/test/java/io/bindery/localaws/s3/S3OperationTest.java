package io.bindery.localaws.s3;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class S3OperationTest {
  @ParameterizedTest
  @CsvSource({
    "PUT, /b/k, '', PUT_OBJECT",
    "PUT, /b/k, x-id=PutObject, PUT_OBJECT",
    "PUT, /b/k, partNumber=1&uploadId=u, OTHER",
    "PUT, /b/k, acl, OTHER",
    "PUT, /b/k, tagging=, OTHER",
    "PUT, /b, '', OTHER",
    "PUT, /b/, '', OTHER",
    "POST, /b/k, uploads, OTHER",
    "POST, /b/k, uploadId=u, COMPLETE_MULTIPART",
    "DELETE, /b/k, uploadId=u, OTHER",
    "DELETE, /b/k, '', DELETE_OBJECT",
    "DELETE, /b/k, versionId=v, DELETE_OBJECT",
    "DELETE, /b/k, tagging, OTHER",
    "POST, /b, delete, DELETE_OBJECTS",
    "POST, /b, delete=, DELETE_OBJECTS",
    "POST, /b, '', POST_OBJECT",
    "DELETE, /b, '', DELETE_BUCKET",
    "DELETE, /b, policy, OTHER",
    "GET, /b, notification, GET_NOTIFICATION",
    "PUT, /b, notification, PUT_NOTIFICATION",
    "GET, /b/k, versionId=v, GET_OBJECT",
    "GET, /b/k, attributes, OTHER",
    "GET, /b, list-type=2, OTHER",
    "HEAD, /b/k, '', OTHER",
    "GET, /, '', OTHER"
  })
  void requestsAreToldApart(String method, String path, String query, S3Operation.Kind kind) {
    assertThat(S3Operation.of(method, path, query, false).kind()).isEqualTo(kind);
  }

  @Test
  void aPutWithASourceIsACopy() {
    assertThat(S3Operation.of("PUT", "/b/k", "", true).kind())
        .isEqualTo(S3Operation.Kind.COPY_OBJECT);
  }

  @ParameterizedTest
  @CsvSource({
    "/b/a//b, a//b",
    "/b//a, /a",
    "/b/a+b, a+b",
    "/b/a%2Bb, a+b",
    "/b/a%20b, a b",
    "/b/a%2Fb, a/b",
    "/b/a/../b, a/../b",
    "/b/%C3%A9, é",
    "/b/a%, a%",
    "/b/folder/, folder/"
  })
  void keysAreDecoded(String path, String key) {
    S3Operation operation = S3Operation.of("PUT", path, "", false);
    assertThat(operation.key()).isEqualTo(key);
    assertThat(operation.bucket()).isEqualTo("b");
  }
}
