package io.bindery.bench.chaos.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.bindery.bench.chaos.check.Verdict.ElementClass;
import io.bindery.bench.chaos.history.Announced;
import io.bindery.bench.chaos.history.Batch;
import io.bindery.bench.chaos.history.Element;
import io.bindery.bench.chaos.history.History;
import io.bindery.bench.chaos.history.History.Broken;
import io.bindery.bench.chaos.history.Incident;
import io.bindery.bench.chaos.history.Published;
import io.bindery.bench.chaos.history.Put;
import io.bindery.bench.chaos.history.Revision;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Histories with one thing wrong in each. */
class CheckerTest {
  private static final History.Rule RULE = new History.Rule(2, 4_000, 500);

  private final List<Put> puts = new ArrayList<>();
  private final List<Put> unanswered = new ArrayList<>();
  private final List<Batch> batches = new ArrayList<>();
  private final List<Announced> announced = new ArrayList<>();
  private final List<Revision> revisions = new ArrayList<>();
  private final List<Published> published = new ArrayList<>();
  private final List<Incident> incidents = new ArrayList<>();
  private final List<Broken> seen = new ArrayList<>();

  private static Put put(String key, int version, long at) {
    return new Put("f/" + key, "v" + version, version, key + version, at - 10, at);
  }

  private static Batch.Recorded recorded(Put put) {
    return new Batch.Recorded(put.element(), put.acknowledgedAt() + 20);
  }

  private static Revision.Entry entry(Put put) {
    return new Revision.Entry(put.key(), put.version(), put.hash());
  }

  private Put given(String key, int version, long at) {
    var put = put(key, version, at);
    puts.add(put);
    return put;
  }

  private void batch(String id, Put... of) {
    batches.add(
        new Batch(id, "f/", "count", List.of(of).stream().map(CheckerTest::recorded).toList()));
  }

  private void announce(String id, long at) {
    announced.add(new Announced(id, "f/", at));
  }

  private void revision(long pointer, boolean latest, Put... of) {
    revisions.add(
        new Revision(
            "f",
            pointer,
            "hash" + pointer,
            latest,
            List.of(of).stream().map(CheckerTest::entry).toList()));
  }

  private Verdict check() {
    return Checker.check(
        new History(
            RULE,
            puts,
            unanswered,
            batches,
            List.<Element>of(),
            announced,
            revisions,
            published,
            incidents,
            seen));
  }

  /** Two objects in one batch of two, announced and packaged. */
  private void allIsWell() {
    var a = given("a", 1, 1_000);
    var b = given("b", 1, 1_100);
    batch("one", a, b);
    announce("one", 1_200);
    revision(1, true, a, b);
  }

  private void assertOnly(ElementClass which, long count) {
    var verdict = check();
    assertThat(verdict.isGood()).isFalse();
    assertThat(verdict.count(which)).isEqualTo(count);
    assertThat(verdict.count(ElementClass.OK)).isEqualTo(puts.size() - count);
    assertThat(verdict.examples())
        .hasSize((int) count)
        .allMatch(text -> text.contains(which.name()));
  }

  @Test
  void aGoodHistoryIsGood() {
    allIsWell();
    var verdict = check();
    assertThat(verdict.isGood()).isTrue();
    assertThat(verdict.acknowledged()).isEqualTo(2);
    assertThat(verdict.announceLatency()).isEqualTo(new Latencies(2, 0.1, 0.2, 0.2));
    assertThat(verdict.recordLatency().max()).isEqualTo(0.02);
  }

  @Test
  void whatIsInNoBatchIsLost() {
    allIsWell();
    given("c", 1, 1_300);
    assertOnly(ElementClass.LOST, 1);
  }

  @Test
  void whatIsInABatchThatWasNeverAnnouncedIsLost() {
    allIsWell();
    batch("two", given("c", 1, 1_300), given("d", 1, 1_300));
    assertOnly(ElementClass.LOST, 2);
  }

  @Test
  void aVersionThatIsTakenForTheOneBeforeItIsLost() {
    allIsWell();
    var second = given("a", 2, 2_000);
    revision(2, true, second, puts.get(1));
    revisions.set(0, new Revision("f", 1, "hash1", false, revisions.get(0).entries()));
    assertOnly(ElementClass.LOST, 1);
  }

  @Test
  void anUploadThatWasTriedAgainIsThereTwiceAndNotDoubled() {
    allIsWell();
    unanswered.add(puts.get(0).as("v1 without an answer", 0));
    batch("two", puts.get(0), given("c", 1, 1_300));
    announce("two", 1_400);
    revision(2, true, unanswered.get(0), puts.get(1), puts.get(2));
    revisions.set(0, new Revision("f", 1, "hash1", false, revisions.get(0).entries()));
    assertThat(check().isGood()).isTrue();
    batch("three", puts.get(0));
    assertOnly(ElementClass.DOUBLED, 1);
  }

  @Test
  void anUploadWithoutAnAnswerMayBeTheNewestAndMayBeNowhere() {
    allIsWell();
    unanswered.add(put("a", 2, 2_000).as("v2", 0));
    assertThat(check().isGood()).isTrue();
    revisions.set(0, new Revision("f", 1, "hash1", true, List.of(entry(puts.get(1)))));
    assertOnly(ElementClass.NEVER_READ, 1);
    revisions.set(
        0,
        new Revision("f", 1, "hash1", true, List.of(entry(unanswered.get(0)), entry(puts.get(1)))));
    assertThat(check().isGood()).isTrue();
  }

  @Test
  void whatIsInTwoBatchesIsDoubled() {
    allIsWell();
    batch("two", puts.get(0), given("c", 1, 1_300));
    announce("two", 1_400);
    revision(2, true, puts.get(0), puts.get(1), puts.get(2));
    revisions.set(0, new Revision("f", 1, "hash1", false, revisions.get(0).entries()));
    assertOnly(ElementClass.DOUBLED, 1);
    assertThat(check().doubleEffects()).isEqualTo(1);
  }

  @Test
  void whatIsInABatchTwiceIsDoubled() {
    var a = given("a", 1, 1_000);
    var b = given("b", 1, 1_100);
    batch("one", a, b, a);
    announce("one", 1_200);
    revision(1, true, a, b);
    assertOnly(ElementClass.DOUBLED, 1);
  }

  @Test
  void aBatchThatIsNeitherFullNorQuietIsEarly() {
    allIsWell();
    var c = given("c", 1, 2_000);
    batch("two", c);
    announce("two", 4_900);
    revision(2, true, puts.get(0), puts.get(1), c);
    revisions.set(0, new Revision("f", 1, "hash1", false, revisions.get(0).entries()));
    assertOnly(ElementClass.EARLY, 1);
  }

  @Test
  void aBatchThatWasQuietIsNotEarly() {
    allIsWell();
    var c = given("c", 1, 2_000);
    batch("two", c);
    // Clocks may differ by half a second.
    announce("two", 5_600);
    revision(2, true, puts.get(0), puts.get(1), c);
    revisions.set(0, new Revision("f", 1, "hash1", false, revisions.get(0).entries()));
    assertThat(check().isGood()).isTrue();
  }

  @Test
  void twoVersionsOfOneKeyDoNotFillABatchOfTwo() {
    var first = given("a", 1, 1_000);
    var second = given("a", 2, 1_100);
    batch("one", first, second);
    announce("one", 1_200);
    revision(1, true, second);
    assertOnly(ElementClass.EARLY, 2);
  }

  @Test
  void whatIsInNoPackageIsNeverRead() {
    allIsWell();
    batch("two", given("c", 1, 1_300), given("d", 1, 1_300));
    announce("two", 1_400);
    assertOnly(ElementClass.NEVER_READ, 2);
  }

  @Test
  void aVersionThatWasOverwrittenNeedsNoPackage() {
    var first = given("a", 1, 1_000);
    var second = given("a", 2, 1_100);
    var other = given("b", 1, 1_100);
    batch("one", first, second, other);
    announce("one", 1_200);
    revision(1, true, second, other);
    assertThat(check().isGood()).isTrue();
  }

  @Test
  void aSecondAnnouncementOfABatchIsCountedAndNoSecondEffect() {
    allIsWell();
    announce("one", 1_300);
    var verdict = check();
    assertThat(verdict.announcedAgain()).isEqualTo(1);
    assertThat(verdict.isGood()).isTrue();
  }

  @Test
  void theSameContentInTwoRevisionsIsADoubleEffect() {
    allIsWell();
    revisions.set(0, new Revision("f", 1, "same", false, revisions.get(0).entries()));
    revisions.add(new Revision("f", 2, "same", true, revisions.get(0).entries()));
    assertThat(check().doubleEffects()).isEqualTo(1);
    assertThat(promises()).containsExactly("C");
  }

  private List<String> promises() {
    var verdict = check();
    assertThat(verdict.isGood()).isFalse();
    return verdict.broken().stream().map(Broken::promise).toList();
  }

  @Test
  void aHashThatIsNotThatOfTheVersionIsBroken() {
    allIsWell();
    revisions.set(
        0,
        new Revision(
            "f",
            1,
            "hash1",
            true,
            List.of(entry(puts.get(0)), new Revision.Entry("f/b", "v1", "other"))));
    assertThat(promises()).containsExactly("E");
  }

  @Test
  void aVersionThatNobodyPutIsBroken() {
    allIsWell();
    revision(2, true, puts.get(0), put("x", 1, 1));
    revisions.set(0, new Revision("f", 1, "hash1", false, revisions.get(0).entries()));
    assertThat(promises()).containsExactly("F");
    batch("two", put("y", 1, 1), put("z", 1, 1));
    assertThat(promises()).containsExactly("A", "A", "F");
  }

  @Test
  void aLatestThatIsNotTheNewestIsBroken() {
    allIsWell();
    revision(2, false, puts.get(0), puts.get(1));
    assertThat(promises()).containsExactly("N");
  }

  @Test
  void anAnnouncementOfWhatTheJournalDoesNotHaveIsBroken() {
    allIsWell();
    announce("phantom", 9_000);
    assertThat(promises()).containsExactly("D");
  }

  @Test
  void whatWasSeenIsBroken() {
    allIsWell();
    seen.add(new Broken("AV", "eleven jobs"));
    assertThat(promises()).containsExactly("AV");
  }

  @Test
  void aPublicationHasEachAssetOnceAndIsThereOnce() {
    allIsWell();
    var wanted = List.of("x", "y");
    published.add(new Published("good", wanted, 1, "published", 1, wanted));
    published.add(
        new Published("tried again", wanted, 2, "published", 2, List.of("x", "x", "y", "y")));
    assertThat(check().isGood()).isTrue();
    published.add(new Published("open", wanted, 1, "importing", 1, List.of("x")));
    published.add(new Published("short", wanted, 1, "published", 1, List.of("x")));
    published.add(new Published("double", wanted, 1, "published", 1, List.of("x", "y", "y")));
    published.add(new Published("twice", wanted, 1, "published", 2, wanted));
    assertThat(promises()).containsExactly("AU", "AT", "AT", "AX");
    assertThat(check().doubleEffects()).isEqualTo(2);
  }

  @Test
  void theWaitAfterADeathIsMeasuredWhereNothingElseWasWrong() {
    allIsWell();
    var late = given("c", 1, 61_000);
    var later = given("d", 1, 61_500);
    batches.add(
        new Batch(
            "two",
            "f/",
            "count",
            List.of(
                new Batch.Recorded(late.element(), 68_000),
                new Batch.Recorded(later.element(), 68_100))));
    announce("two", 69_000);
    revision(2, true, puts.get(0), puts.get(1), late, later);
    revisions.set(0, new Revision("f", 1, "hash1", false, revisions.get(0).entries()));
    incidents.add(new Incident("KILL", "node 1", "NODES", 60_000, 61_000, 66_000));
    incidents.add(new Incident("KILL", "node 2", "NODES", 1_000, 2_000, 3_000));
    incidents.add(new Incident("LOSS", "node 2", "NETWORK", 1_500, 2_000, 0));
    assertThat(check().resume()).isEqualTo(new Latencies(1, 7, 7, 7));
  }
}
