package io.bindery.packager;

import static org.assertj.core.api.Assertions.assertThat;

import io.bindery.packager.suggest.SuggestionState;
import io.bindery.packager.suggest.Suggestions;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** From a batch to a suggestion, and by somebody's decision to its package or to none. */
class SuggestionsTest extends SuggestionsFixture {
  @Test
  void aBatchBecomesASuggestionAndByOneOfTwoPeopleOnePackage() {
    world.put("sug/run-1/a.txt", "alpha");
    world.put("sug/run-1/b/c.txt", "gamma");
    batch("sug/run-1/", "b-1");
    var opened = opened("sug/run-1/");
    var job = world.awaitJob("sug/run-1", "suggested");
    assertThat(job).containsEntry("files", 2L).containsEntry("due_at", null);
    assertThat(world.pointers("sug/run-1")).isEmpty();
    assertThat(world.query("SELECT * FROM object_checksum WHERE key LIKE 'sug/run-1/%'")).isEmpty();
    assertThat(opened.standing().reason()).isEqualTo("policy");
    assertThat(opened.draft().files()).isEqualTo(2);
    assertThat(opened.draft().bytes()).isEqualTo(10);
    assertThat(opened.draft().passes()).isTrue();
    assertThat(opened.draft().missing()).contains("a commit message", "metadata");
    assertThat(opened.origin().batches()).containsExactly("b-1");
    assertThat(opened.times().expiresAt()).isPresent();

    var id = opened.suggestionId();
    var orders =
        Stream.of("ada", "bob", "cleo", "dan")
            .map(who -> suggestions().accept(id, ANY, who).toCompletableFuture())
            .toList();
    var outcomes = orders.stream().map(order -> order.join()).toList();
    assertThat(outcomes).filteredOn(Suggestions.Changed.class::isInstance).hasSize(1);
    assertThat(outcomes)
        .filteredOn(Suggestions.Over.class::isInstance)
        .hasSize(3)
        .allSatisfy(
            over ->
                assertThat(((Suggestions.Over) over).reason())
                    .startsWith("The suggestion was accepted by "));

    world.awaitJob("sug/run-1", "done");
    assertThat(world.pointers("sug/run-1")).hasSize(1);
    assertThat(world.query("SELECT * FROM package_job WHERE package_name = 'sug/run-1'"))
        .hasSize(2);
    var accepted = find(id);
    assertThat(accepted.standing().state()).isEqualTo(SuggestionState.ACCEPTED);
    assertThat(accepted.jobs().jobId())
        .contains((String) world.job("sug/run-1").orElseThrow().get("job_id"));
    assertThat(accepted.orders()).hasSize(1);
    assertThat(accepted.ending().endedBy()).contains(accepted.orders().get(0).orderedBy());
    assertThat(world.job("sug/run-1").orElseThrow())
        .containsEntry("asked_by", accepted.ending().endedBy().orElseThrow())
        .containsEntry("intent", "order");
    assertThat(
            world.query(
                "SELECT * FROM package_job WHERE batches @> ARRAY['b-1'] AND state = 'done'"))
        .hasSize(1);
    assertThat(feed(id)).containsExactly("opened", "accepted", "started");
  }

  @Test
  void laterBatchesRenewTheSuggestionAndKeepWhatPeopleSet() {
    world.put("sug/again/a.txt", "alpha");
    batch("sug/again/", "b-10");
    var opened = opened("sug/again/");
    var id = opened.suggestionId();
    var edited =
        changed(
            suggestions()
                .edit(id, "{\"package_name\": \"team/again\"}", ANY, "ada")
                .toCompletableFuture()
                .join());
    assertThat(edited.subject().packageName()).isEqualTo("team/again");
    awaited(id, one -> !one.wanted().checking());

    world.put("sug/again/b.txt", "beta");
    batch("sug/again/", "b-11");
    var renewed = awaited(id, one -> one.origin().renewals() == 1);

    assertThat(all("sug/again/")).hasSize(1);
    assertThat(renewed.draft().files()).isEqualTo(2);
    assertThat(renewed.origin().batches()).containsExactly("b-10", "b-11");
    assertThat(renewed.subject().packageName()).isEqualTo("team/again");
    assertThat(renewed.standing().version()).isGreaterThan(edited.standing().version());
    // Whoever has not seen the renewal does not decide on it.
    assertThat(
            suggestions()
                .accept(id, OptionalLong.of(edited.standing().version()), "bob")
                .toCompletableFuture()
                .join())
        .isEqualTo(new Suggestions.OtherVersion(renewed.standing().version()));

    changed(
        suggestions()
            .accept(id, OptionalLong.of(renewed.standing().version()), "bob")
            .toCompletableFuture()
            .join());
    world.awaitJob("team/again", "done");
    assertThat(world.pointers("team/again")).hasSize(1);
    assertThat(world.pointers("sug/again")).isEmpty();
  }

  @Test
  void anEditIsCheckedAndTheRulesAreAppliedToIt() {
    world.put("ruled/r7/data.csv", "1");
    world.put("ruled/r7/meta.json", "{\"place\": \"north\"}");
    batch("ruled/r7/", "b-20");
    var opened = opened("ruled/r7/");
    var id = opened.suggestionId();
    assertThat(opened.draft().workflow()).contains("runs");
    assertThat(opened.draft().passes()).isFalse();
    assertThat(opened.draft().problems().stream().map(problem -> problem.rule()))
        .containsExactly("name", "metadata");
    assertThat(opened.draft().missing())
        .containsExactly("a commit message", "'operator' in the metadata");
    assertThat(opened.draft().metadata()).contains("\"run\": \"r7\"", "\"place\": \"north\"");
    assertThat(opened.draft().sources())
        .isEqualTo(Map.of("run", "policy", "place", "file meta.json"));

    assertThat(wrong(id, "{\"package_name\": \"no name\"}"))
        .satisfies(
            wrong -> {
              assertThat(wrong.field()).isEqualTo("package_name");
              assertThat(wrong.reason()).contains("'no name'");
            });
    assertThat(wrong(id, "{\"metadata\": [1]}").field()).isEqualTo("metadata");
    assertThat(wrong(id, "{\"workflow\": \"strange\"}"))
        .satisfies(
            wrong -> {
              assertThat(wrong.field()).isEqualTo("workflow");
              assertThat(wrong.reason()).contains("strange");
            });
    assertThat(wrong(id, "{\"registry\": \"x\"}").reason())
        .isEqualTo(
            "The field 'registry' cannot be edited: the fields are package_name, metadata,"
                + " commit_message, workflow.");
    assertThat(wrong(id, "{}").reason()).startsWith("Nothing is edited");
    for (var text : List.of("\"\\ud800\"", "NaN", "1e400", "[{\"b\": Infinity}]")) {
      assertThat(wrong(id, "{\"metadata\": {\"a\": %s}}".formatted(text)))
          .as(text)
          .satisfies(
              wrong -> {
                assertThat(wrong.field()).isEqualTo("metadata");
                assertThat(wrong.reason()).contains("cannot be written to a manifest", ".a");
              });
    }
    assertThat(wrong(id, "{\"commit_message\": \"\\ud800\"}").field()).isEqualTo("commit_message");
    assertThat(find(id).standing().version()).isEqualTo(opened.standing().version());

    changed(
        suggestions()
            .edit(
                id,
                "{\"package_name\": \"lab/r7\", \"metadata\": {\"operator\": \"ada\", \"run\":"
                    + " 7.50}, \"commit_message\": \"first\"}",
                ANY,
                "ada")
            .toCompletableFuture()
            .join());
    var checked = awaited(id, one -> !one.wanted().checking());
    assertThat(checked.draft().problems()).isEmpty();
    assertThat(checked.draft().missing()).isEmpty();
    assertThat(checked.draft().sources())
        .isEqualTo(Map.of("run", "edit", "operator", "edit", "place", "file meta.json"));
    assertThat(checked.wanted().commitMessage()).contains("first");

    // Null takes an edit back.
    changed(
        suggestions()
            .edit(id, "{\"commit_message\": null}", ANY, "bob")
            .toCompletableFuture()
            .join());
    var second = awaited(id, one -> !one.wanted().checking());
    assertThat(second.wanted().commitMessage()).isEmpty();
    assertThat(second.orders().stream().map(order -> order.orderedBy() + " " + order.what()))
        .containsExactly("ada edit", "bob edit");

    changed(suggestions().accept(id, ANY, "ada").toCompletableFuture().join());
    world.awaitJob("lab/r7", "done");
    assertThat(world.manifest(ruled, "lab/r7").get(0))
        .contains("\"operator\": \"ada\"", "\"run\": 7.5", "\"place\": \"north\"");
  }

  @Test
  void noWorkflowIsCheckedLikeAnyOther() {
    world.put("sug/bare/a.txt", "1");
    batch("sug/bare/", "b-23");
    assertThat(wrong(opened("sug/bare/").suggestionId(), "{\"workflow\": \"\"}"))
        .satisfies(
            wrong -> {
              assertThat(wrong.field()).isEqualTo("workflow");
              assertThat(wrong.reason()).contains("no workflows config exist");
            });
  }

  @Test
  void whatPostgresCannotUnescapeIsNoObstacle() {
    world.put("sug/odd/a.txt", "1");
    batch("sug/odd/", "b-24");
    var id = opened("sug/odd/").suggestionId();
    changed(
        suggestions()
            .edit(
                id,
                "{\"package_name\": \"lab/odd\", \"metadata\": {\"a\": \"\\u0000\", \"\\u0000\": 1}}",
                ANY,
                "ada")
            .toCompletableFuture()
            .join());
    awaited(id, one -> !one.wanted().checking());
    world.put("sug/odd/b.txt", "2");
    batch("sug/odd/", "b-26");
    assertThat(awaited(id, one -> one.origin().renewals() > 0).subject().packageName())
        .isEqualTo("lab/odd");
    changed(
        suggestions()
            .edit(id, "{\"package_name\": null}", ANY, "ada")
            .toCompletableFuture()
            .join());
    world.put("sug/odd/c.txt", "3");
    batch("sug/odd/", "b-27");
    assertThat(awaited(id, one -> one.origin().renewals() > 1).subject().packageName())
        .isEqualTo("sug/odd");

    changed(suggestions().accept(id, ANY, "ada").toCompletableFuture().join());
    world.awaitJob("sug/odd", "done");
  }

  @Test
  void theFilesAreCheckedAsWell() {
    world.put("ruled/nothing/other.csv", "1");
    batch("ruled/nothing/", "b-25");
    assertThat(opened("ruled/nothing/").draft().problems().stream().map(problem -> problem.rule()))
        .containsExactly("name", "metadata", "entries");
  }

  @Test
  void aFolderOfAKnownKindIsRecognized() {
    world.put("sug/seq/RunInfo.xml", "<RunInfo><Run Id=\"x\"/></RunInfo>");
    world.put("sug/seq/runParameters.xml", "<RunParameters/>");
    world.put("sug/seq/Data/Intensities/BaseCalls/L001/s_1_1101.bcl", "0");
    batch("sug/seq/", "b-28");
    var opened = opened("sug/seq/");
    var recognized = opened.wanted().recognized().orElseThrow();
    assertThat(recognized.preset()).isEqualTo("illumina-miseq");
    assertThat(recognized.evidence()).contains("RunInfo.xml: Illumina's description of a run");
    assertThat(opened.draft().missing())
        .contains(
            "the file that says the folder is complete: RTAComplete.txt or CompletedJobInfo.xml");
  }

  @Test
  void aDismissedOneIsOverAndALaterBatchMakesAnother() {
    world.put("sug/no/a.txt", "alpha");
    batch("sug/no/", "b-30");
    var id = opened("sug/no/").suggestionId();
    var dismissed =
        changed(suggestions().dismiss(id, "A trial.", ANY, "ada").toCompletableFuture().join());
    assertThat(dismissed.standing().state()).isEqualTo(SuggestionState.DISMISSED);
    assertThat(dismissed.ending().endedFor()).contains("A trial.");
    assertThat(suggestions().accept(id, ANY, "bob").toCompletableFuture().join())
        .isInstanceOfSatisfying(
            Suggestions.Over.class,
            over ->
                assertThat(over.reason())
                    .startsWith("The suggestion was dismissed by ada on ")
                    .endsWith(": A trial."));
    assertThat(suggestions().accept("0".repeat(32), ANY, "bob").toCompletableFuture().join())
        .isEqualTo(new Suggestions.Unknown());

    batch("sug/no/", "b-31");
    assertThat(opened("sug/no/").suggestionId()).isNotEqualTo(id);
    assertThat(all("sug/no/")).hasSize(2);
    assertThat(world.pointers("sug/no")).isEmpty();
  }

  @Test
  void oneThatNobodyDecidesOnExpiresAndSaysSo() {
    world.put("sug/late/a.txt", "alpha");
    batch("sug/late/", "b-40");
    var id = opened("sug/late/").suggestionId();
    world.update(
        "UPDATE suggestion SET expires_at = now() - interval '1 second' WHERE suggestion_id = '%s'"
            .formatted(id));
    var expired = awaited(id, one -> one.standing().state() == SuggestionState.EXPIRED);
    assertThat(expired.times().endedAt()).isPresent();
    assertThat(feed(id)).containsExactly("opened", "expired");
    assertThat(suggestions().accept(id, ANY, "bob").toCompletableFuture().join())
        .isInstanceOfSatisfying(
            Suggestions.Over.class,
            over -> assertThat(over.reason()).contains("expired", "bindery package s3://"));
  }

  @Test
  void offMakesNothingAndTheJobSaysSo() {
    world.put("off/a/a.txt", "alpha");
    batch("off/a/", "b-50");
    var job = world.awaitJob("off/a", "off");
    assertThat((String) job.get("error")).contains("package = off", "bindery package s3://");
    assertThat(job.get("batches")).hasToString("{b-50}");
    assertThat(job.get("finished_at")).isNotNull();
    assertThat(all("off/a/")).isEmpty();
    assertThat(world.pointers("off/a")).isEmpty();

    // An order is one.
    world
        .packager()
        .requests()
        .describe(
            "order",
            "{\"source_prefix\": \"s3://%s/off/a/\"}".formatted(world.bucket()),
            Optional.empty())
        .toCompletableFuture()
        .join();
    world.awaitJob("off/a", "done");
  }

  @Test
  void whatWasOrderedIsDoneAfterARestart() {
    world.put("sug/kept/a.txt", "alpha");
    world.put("sug/cut/a.txt", "alpha");
    batch("sug/kept/", "b-60");
    batch("sug/cut/", "b-61");
    var kept = opened("sug/kept/").suggestionId();
    var cut = opened("sug/cut/").suggestionId();
    world.kill(node);
    // As the node leaves it that dies between the order and the package's answer.
    world.update(
        "UPDATE suggestion SET state = 'accepted', ended_by = 'ada', ended_at = now(), due_at ="
            + " now(), version = version + 1 WHERE suggestion_id = '%s'".formatted(cut));
    startNode();

    world.awaitJob("sug/cut", "done");
    awaited(cut, one -> one.jobs().jobId().isPresent());
    assertThat(world.pointers("sug/cut")).hasSize(1);
    changed(suggestions().accept(kept, ANY, "bob").toCompletableFuture().join());
    world.awaitJob("sug/kept", "done");
    assertThat(world.pointers("sug/kept")).hasSize(1);
  }
}
