package io.bindery.packager.content;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import software.amazon.awssdk.core.async.SdkPublisher;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;

/** What the SDK tells of its tries, in the order that a busy machine makes of it. */
class HashingTransformerTest {
  private static final byte[] CONTENT = "content".getBytes(StandardCharsets.UTF_8);

  private final HashingTransformer transformer =
      new HashingTransformer(
          PartHasher::sha256, Span.whole(CONTENT.length), CONTENT.length, HashingJob.silent());

  private static Throwable wrapped(Throwable failure) {
    return SdkClientException.create("Unable to execute HTTP request", failure);
  }

  private void stream(Flux<ByteBuffer> body) {
    transformer.onResponse(GetObjectResponse.builder().build());
    transformer.onStream(SdkPublisher.adapt(body));
  }

  private void assertGoesOn(CompletableFuture<List<byte[]>> next) {
    assertThat(next).isNotDone();
    stream(Flux.just(ByteBuffer.wrap(CONTENT)));
    assertThat(next).isCompletedWithValueMatching(hashes -> hashes.size() == 1);
  }

  @Test
  void aFailureOfABodyThatIsToldLateDoesNotEndTheNextTry() {
    var broken = new IllegalStateException("socket is closed");
    var first = transformer.prepare();
    stream(Flux.error(new IOException(broken)));
    assertThat(first).isCompletedExceptionally();
    transformer.exceptionOccurred(wrapped(broken));
    var next = transformer.prepare();
    transformer.exceptionOccurred(wrapped(broken));
    transformer.exceptionOccurred(new IOException(broken));
    assertGoesOn(next);
  }

  @Test
  void aFailureWithoutABodyThatIsToldLateDoesNotEndTheNextTry() {
    var broken = new IllegalStateException("socket is closed");
    var first = transformer.prepare();
    transformer.exceptionOccurred(wrapped(broken));
    assertThat(first).isCompletedExceptionally();
    var next = transformer.prepare();
    transformer.exceptionOccurred(new IOException(broken));
    assertGoesOn(next);
  }

  @Test
  void aBodyOfAnotherLengthDoesNotEndTheNextTryEither() {
    var first = transformer.prepare();
    stream(Flux.just(ByteBuffer.wrap(CONTENT, 0, 3)));
    assertThat(first).isCompletedExceptionally();
    var wrong = first.handle((hashes, failure) -> failure).join();
    var next = transformer.prepare();
    transformer.exceptionOccurred(wrapped(wrong));
    assertGoesOn(next);
  }

  @Test
  void eachTryFailsWithWhatIsItsOwn() {
    var first = transformer.prepare();
    transformer.exceptionOccurred(wrapped(new IllegalStateException("socket is closed")));
    assertThat(first).isCompletedExceptionally();
    var next = transformer.prepare();
    transformer.exceptionOccurred(wrapped(new IllegalStateException("socket is closed")));
    assertThat(next).isCompletedExceptionally();
  }
}
