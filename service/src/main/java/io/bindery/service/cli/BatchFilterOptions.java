package io.bindery.service.cli;

import java.util.Locale;
import java.util.Map;
import picocli.CommandLine.Option;

/** Which batches are meant. */
final class BatchFilterOptions {
  @Option(names = "--bucket", paramLabel = "BUCKET", description = "Only of this bucket.")
  private String bucket;

  @Option(
      names = "--prefix",
      paramLabel = "PREFIX",
      description = "Only those whose common prefix begins so.")
  private String prefix;

  @Option(
      names = "--text",
      paramLabel = "TEXT",
      description = "Only those whose common prefix has this in it, in any case.")
  private String text;

  boolean isEmpty() {
    return bucket == null && prefix == null && text == null;
  }

  ApiQuery on(ApiQuery query) {
    return query.with("bucket", Names.bare(bucket)).with("prefix", prefix).with("q", text);
  }

  /** What a stream can be asked for: it knows no texts. */
  ApiQuery onStream(ApiQuery query) {
    return query.with("bucket", Names.bare(bucket)).with("prefix", prefix);
  }

  /** As the filter of an order. */
  Map<String, Object> fields(String state) {
    return new RequestBody()
        .with("bucket", Names.bare(bucket))
        .with("prefix", prefix)
        .with("q", text)
        .with("state", state)
        .fields();
  }

  /** Whether a change of the stream is for what is meant. */
  boolean fits(String changedPrefix) {
    return text == null
        || changedPrefix.toLowerCase(Locale.ROOT).contains(text.toLowerCase(Locale.ROOT));
  }
}
