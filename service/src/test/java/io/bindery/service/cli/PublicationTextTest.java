package io.bindery.service.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import org.junit.jupiter.api.Test;

/** What is said of publications, from answers of the API. */
class PublicationTextTest {
  private static final String IMPORTING =
      """
      {"publication_id": "0f", "state": "importing", "manifest": "s3://in/a\\u001b[2J.json",
       "data_set_id": "d1", "mode": "import", "received_at": "2026-11-30T05:00:00.123Z",
       "progress": {"assets": 25000, "assets_done": 11200, "bytes": 5, "jobs": 250,
         "jobs_done": 112, "jobs_open": 10, "revisions": 3, "revisions_filled": 1,
         "revisions_final": 0, "revision": 2},
       "waiting_for": "a slot: 10 of 10 are taken", "waiting_since": "2026-11-30T05:10:00Z",
       "revisions": [{"number": 1, "state": "filled", "revision_id": "r1", "assets": 10000,
         "assets_done": 10000, "jobs": 100, "jobs_done": 100}],
       "open_jobs": [{"revision": 2, "number": 13, "attempt": 2, "job_id": "j1",
         "since": "2026-11-30T05:09:40Z", "error": "no\\nright"}],
       "orders": [{"what": "go-on", "ordered_by": "ada", "ordered_at": "2026-11-30T05:01:00Z"}]}
      """;

  private static JsonNode json(String text) throws JsonProcessingException {
    return new JsonMapper().readTree(text);
  }

  @Test
  void theBarSaysHowFarItIs() throws Exception {
    assertThat(PublicationBar.line(json(IMPORTING)))
        .isEqualTo(
            "[###########             ]  44 %  importing, revision 2 of 3, job 112 of 250,"
                + " 11,200 of 25,000 assets, waits for a slot: 10 of 10 are taken");
    assertThat(PublicationBar.line(json("{\"state\": \"preparing\"}"))).isEqualTo("preparing");
    // Before all is done it never says so.
    var almost = IMPORTING.replace("\"jobs_done\": 112", "\"jobs_done\": 249");
    assertThat(PublicationBar.line(json(almost))).contains("]  99 %");
    var none = IMPORTING.replace("\"jobs\": 250", "\"jobs\": 0");
    assertThat(PublicationBar.line(json(none))).contains("]   0 %");
  }

  @Test
  void allThatIsKnownIsShown() throws Exception {
    assertThat(PublicationText.of(json(IMPORTING)))
        .isEqualToNormalizingNewlines(
            """
            publication  0f
            state        importing
            manifest     s3://in/a\\u001b[2J.json
            asked by     a notice of S3
            received     2026-11-30T05:00:00Z
            data set     d1
            mode         import
            assets       11,200 of 25,000
            jobs         112 of 250, 10 open
            revisions    1 of 3 filled, 0 final
            waits for    a slot: 10 of 10 are taken, since 2026-11-30T05:10:00Z
            revision     1  filled     r1  10,000 of 10,000 assets
            job          13 of revision 2, attempt 2: j1 since 2026-11-30T05:09:40Z; no\\nright
            order        go-on by ada on 2026-11-30T05:01:00Z
            """);
  }

  @Test
  void eachEndSaysWhatItMeans() throws Exception {
    var one = "{\"publication_id\": \"0f\", \"state\": \"%s\", \"error\": \"a\\u001bb\"%s}";
    assertThat(PublicationText.failure(json(one.formatted("held", ""))))
        .contains("The publication stopped: a\\u001bb", "bindery publication go-on 0f")
        .contains("bindery publication cancel 0f removes what was created.");
    var halfWay = json(one.formatted("held", ", \"progress\": {\"revisions_final\": 2}"));
    assertThat(PublicationText.failure(halfWay))
        .contains("bindery publication revoke 0f --comment=TEXT takes back what is out.");
    assertThat(PublicationText.of(halfWay)).contains("to revoke    bindery publication revoke");
    assertThat(PublicationText.failure(json(one.formatted("failed", ""))))
        .isEqualTo("The publication failed, and nothing of it is public: a\\u001bb");
    assertThat(
            PublicationText.failure(
                json(
                    one.formatted(
                        "revoked",
                        ", \"orders\": [{\"what\": \"revoke\", \"ordered_by\": \"eve\","
                            + " \"detail\": \"a wrong run\"}]"))))
        .isEqualTo("The publication was revoked by eve.");
    assertThat(
            PublicationText.failure(
                json(
                    one.formatted(
                        "refused",
                        ", \"problem_count\": 3, \"problems\": [{\"line\": 3, \"column\": 5,"
                            + " \"field\": \"dataset_id\", \"message\": \"no\"}]"))))
        .isEqualToNormalizingNewlines(
            """
            The publication is refused, and nothing was created: 3 things are wrong with the manifest.
              line 3, column 5, dataset_id: no
              … and 2 more""");
    assertThat(
            PublicationText.end(
                json(
                    "{\"state\": \"unchanged\", \"data_set_id\": \"d\", \"unchanged_since\": \"e\"}")))
        .contains("publication e published the same content; --again");
  }
}
