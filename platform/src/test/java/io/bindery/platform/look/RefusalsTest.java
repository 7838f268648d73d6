package io.bindery.platform.look;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.sns.model.SnsException;

/** What stands in lists, notices and health of a call that failed. */
class RefusalsTest {
  @Test
  void noClassIsNamedWhateverFailed() {
    var failures =
        List.of(
            SdkClientException.create(
                "Unable to execute HTTP request: sns.eu-x.example",
                new UnknownHostException("sns.eu-x.example")),
            SdkClientException.create("Unable to execute HTTP request", new ConnectException()),
            SdkClientException.create(
                "software.amazon.awssdk.core.exception.SdkClientException: broken",
                new CompletionException(
                    new IOException("java.net.ConnectException: Connection refused"))),
            SdkClientException.create(
                "Unable to execute HTTP request: javax.net.ssl.SSLHandshakeException: no path"),
            new SSLHandshakeException(
                "PKIX path building failed:"
                    + " sun.security.provider.certpath.SunCertPathBuilderException: unable to find"
                    + " valid certification path"),
            ApiCallTimeoutException.create(1000),
            new TimeoutException(),
            SnsException.builder()
                .awsErrorDetails(
                    AwsErrorDetails.builder()
                        .errorCode("NotFound")
                        .errorMessage("Topic does not exist")
                        .build())
                .statusCode(404)
                .build());
    assertThat(failures)
        .allSatisfy(
            failure ->
                assertThat(Refusals.words(new CompletionException(failure)))
                    .doesNotContain("Exception", "java", "software.amazon", "sun.security")
                    .matches("[A-Za-z].{3,}\\."));
    assertThat(Refusals.words(failures.get(7))).isEqualTo("Topic does not exist (NotFound).");
    assertThat(Refusals.words(failures.get(2))).isEqualTo("Connection refused.");
  }
}
