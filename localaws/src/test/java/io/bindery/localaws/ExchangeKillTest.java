package io.bindery.localaws;

import static org.assertj.core.api.Assertions.assertThat;

import io.bindery.localaws.Provider.Draft;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.dataexchange.model.RevisionEntry;

/** What Data Exchange answered is there again after a kill. */
@Tag("chaos")
class ExchangeKillTest {
  @TempDir Path directory;

  /** Publishes revisions until it is killed, and writes down those that were answered. */
  static final class Victim {
    private Victim() {}

    public static void main(String[] args) throws Exception {
      LocalAws aws = LocalAws.start(new LocalAwsSettings(Path.of(args[0]), 0));
      Provider provider = Provider.of(aws, Clients.of(aws.endpoint()));
      provider.service().behaviour().jobTime(java.time.Duration.ZERO);
      provider.put("a", "b");
      String dataSet = provider.dataSet();
      System.out.println("READY");
      while (true) {
        Draft draft = new Draft(dataSet, provider.revision(dataSet, ""));
        provider.run(provider.job(draft, "a", "b"));
        provider.finalizes(draft);
        Files.writeString(
            Path.of(args[1]),
            dataSet + " " + draft.revision() + "\n",
            StandardCharsets.UTF_8,
            StandardOpenOption.CREATE,
            StandardOpenOption.APPEND);
      }
    }
  }

  @Test
  void whatWasFinalizedIsThereAgainWithItsAssets() throws Exception {
    Path answered = directory.resolve("answered");
    try (ChildJvm child = ChildJvm.start(Victim.class, directory.toString(), answered.toString())) {
      child.awaitReady();
      Awaitility.await()
          .atMost(Provider.LONG)
          .until(() -> Files.exists(answered) && Files.readAllLines(answered).size() > 10);
      child.kill();
    }
    List<String> lines = Files.readAllLines(answered);
    try (LocalAws aws = LocalAws.start(new LocalAwsSettings(directory, 0));
        Clients clients = Clients.of(aws.endpoint());
        Provider provider = Provider.of(aws, clients)) {
      String dataSet = lines.get(0).split(" ", -1)[0];
      Set<String> finalized = new HashSet<>();
      for (RevisionEntry revision :
          provider
              .exchange()
              .listDataSetRevisionsPaginator(b -> b.dataSetId(dataSet))
              .revisions()) {
        Draft draft = new Draft(dataSet, revision.id());
        if (revision.finalized()) {
          finalized.add(dataSet + " " + revision.id());
          assertThat(provider.names(draft)).containsExactly("b", "a");
        } else {
          // A job is done as a whole or not at all.
          assertThat(provider.names(draft).size()).isIn(0, 2);
        }
      }
      assertThat(finalized).containsAll(lines);
    }
  }
}
