package io.bindery.packager;

import static org.assertj.core.api.Assertions.assertThat;

import io.bindery.packager.operator.JobOrders;
import io.bindery.packager.world.World;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.async.AsyncRequestBody;

/** Crates whose parts lie elsewhere or come late, from the queue to the verified revision. */
class CratePartsTest {
  private static World world;

  @BeforeAll
  static void start() {
    world = new World();
    world.start();
  }

  @AfterAll
  static void stop() {
    world.close();
  }

  /** Asks for the package of a crate with these parts, each in quotes. */
  private static void send(String folder, String... parts) {
    var listed = new StringBuilder();
    for (var part : parts) {
      listed.append(listed.isEmpty() ? "" : ", ").append("{\"@id\": \"").append(part).append("\"}");
    }
    world.put(
        folder + "ro-crate-metadata.json",
        """
        {"@context": "https://w3id.org/ro/crate/1.1/context", "@graph": [
          {"@id": "ro-crate-metadata.json", "@type": "CreativeWork", "about": {"@id": "./"}},
          {"@id": "./", "@type": "Dataset", "hasPart": [%s]}]}
        """
            .formatted(listed));
    world.send(
        "{\"source_prefix\": \"s3://%1$s/%2$s\", \"metadata_uri\": \"s3://%1$s/%2$sro-crate-metadata.json\"}"
            .formatted(world.bucket(), folder));
  }

  @Test
  void partsOfOtherBucketsAndVersionsAreTakenAsTheyAreListed() {
    var old = world.put("shared/reference.fa", "the old one");
    world.put("shared/reference.fa", "the new one");
    world
        .s3()
        .putObject(
            it -> it.bucket(world.otherBucket()).key("plates/p1.csv"),
            AsyncRequestBody.fromString("well,value", StandardCharsets.UTF_8))
        .join();
    world.put("crate/here/own.txt", "own");
    var reference = "s3://%s/shared/reference.fa?versionId=%s".formatted(world.bucket(), old);

    send("crate/here/", "own.txt", reference, "s3://%s/plates/".formatted(world.otherBucket()));

    var job = world.awaitJob("crate/here", "done", "failed");
    assertThat(job.get("error")).isNull();
    var manifest = world.manifest("crate/here");
    assertThat(manifest).hasSize(5);
    assertThat(manifest)
        .anyMatch(line -> line.contains("\"reference.fa\"") && line.contains(reference))
        .anyMatch(line -> line.contains("s3://" + world.otherBucket() + "/plates/p1.csv"));
    var verification = world.verify("crate/here");
    assertThat(verification.isGood()).as("%s", verification.problems()).isTrue();
  }

  @Test
  void aPartThatComesLateIsPackagedOnceTheJobIsRetried() {
    world.put("crate/late/a.txt", "alpha");
    send("crate/late/", "a.txt", "b.txt");

    var failed = world.awaitJob("crate/late", "failed");
    assertThat(failed).containsEntry("reason", "not-found");
    assertThat((String) failed.get("error"))
        .contains("there is no object s3://%s/crate/late/b.txt".formatted(world.bucket()))
        .contains("upload it and retry the job");
    assertThat(world.pointers("crate/late")).isEmpty();

    world.put("crate/late/b.txt", "beta");
    var id = (String) failed.get("job_id");
    assertThat(world.packager().orders().retry(id, "ada").toCompletableFuture().join())
        .isInstanceOf(JobOrders.Done.class);
    world.awaitJob("crate/late", "done");
    assertThat(world.manifest("crate/late")).hasSize(4);
  }
}
