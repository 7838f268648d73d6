package io.bindery.bench.exchange;

import akka.actor.typed.ActorSystem;
import akka.actor.typed.javadsl.Behaviors;
import com.typesafe.config.ConfigFactory;
import io.bindery.bench.child.Parent;
import io.bindery.bench.measure.BenchException;
import io.bindery.bench.measure.PeakHeap;
import io.bindery.exchange.ExchangeSettings;
import io.bindery.exchange.plan.Destination;
import io.bindery.exchange.prepare.ManifestRef;
import io.bindery.exchange.prepare.Preparation;
import io.bindery.exchange.prepare.Preparer;
import io.bindery.platform.database.DatabaseSettings;
import io.bindery.platform.database.Migrations;
import io.bindery.quilt.manifest.Spool;
import io.bindery.service.config.ConfigLoader;
import io.bindery.service.logging.Logging;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import software.amazon.awssdk.core.async.AsyncRequestBody;
import software.amazon.awssdk.core.async.AsyncResponseTransformer;
import software.amazon.awssdk.services.s3.S3AsyncClient;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.HeadObjectRequest;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;

/** The process that prepares one publication of very many objects, as a node does it. */
public final class LargeManifestMain {
  private LargeManifestMain() {}

  /**
   * Prepares it and says how many seconds it took, how many bytes of heap were in use at most, and
   * how many assets, revisions and jobs the plan in the database has.
   *
   * @param arguments the file with the settings that are not the shipped ones, the log, the spool,
   *     the number of lines
   */
  public static void main(String[] arguments) {
    Parent.serve(() -> begin(arguments));
  }

  private static Parent.Commands begin(String[] arguments) throws Exception {
    var config =
        ConfigLoader.load(
            Optional.empty(), ConfigFactory.parseFile(Path.of(arguments[0]).toFile()));
    Logging.toFile(config, Path.of(arguments[1]));
    Migrations.apply(DatabaseSettings.from(config));
    var system = ActorSystem.<Void>create(Behaviors.empty(), "bindery", config);
    int lines = Integer.parseInt(arguments[3]);
    long start = System.nanoTime();
    var prepared =
        PeakHeap.during(
            () ->
                Preparer.start(
                        system,
                        new Generated(lines),
                        ExchangeSettings.from(config).plan(),
                        Destination.UNSEEN,
                        Spool.open(Path.of(arguments[2])),
                        1)
                    .prepare(
                        "large",
                        new ManifestRef.InBucket(
                            Account.BUCKET, "large.json", Optional.empty(), Optional.empty()))
                    .toCompletableFuture()
                    .join());
    double seconds = (System.nanoTime() - start) / 1e9;
    if (!(prepared.result() instanceof Preparation.Prepared plan)) {
      throw new BenchException("The large manifest was not prepared: " + prepared.result());
    }
    Parent.answer(
        "%s %d %d %d %d"
            .formatted(
                seconds,
                prepared.bytes(),
                plan.summary().assets(),
                plan.summary().revisions(),
                plan.summary().jobs()));
    return line -> "no commands";
  }

  /** A bucket with a large manifest in which every object is there. */
  private record Generated(int lines) implements S3AsyncClient {
    @Override
    public <T> CompletableFuture<T> getObject(
        GetObjectRequest request, AsyncResponseTransformer<GetObjectResponse, T> transformer) {
      var done = transformer.prepare();
      transformer.onResponse(GetObjectResponse.builder().build());
      transformer.onStream(
          AsyncRequestBody.fromInputStream(
              body ->
                  body.inputStream(new ManifestText(lines))
                      .executor(Executors.newSingleThreadExecutor())));
      return done;
    }

    @Override
    public CompletableFuture<HeadObjectResponse> headObject(HeadObjectRequest request) {
      return CompletableFuture.completedFuture(
          HeadObjectResponse.builder()
              .contentLength((long) request.key().length())
              .eTag("\"d41d8cd98f00b204e9800998ecf8427e\"")
              .build());
    }

    @Override
    public String serviceName() {
      return SERVICE_NAME;
    }

    @Override
    public void close() {
      // It holds nothing.
    }
  }
}
