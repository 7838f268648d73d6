package io.bindery.localaws.exchange;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/**
 * What changes at once: a line of the log. All of it is there after a kill, or nothing.
 *
 * @param goneRevisions their assets go with them
 * @param goneDataSets their revisions are gone already
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
record Step(
    List<Kept.DataSet> dataSets,
    List<Kept.Revision> revisions,
    List<Kept.Asset> assets,
    List<Kept.Job> jobs,
    List<Kept.Notice> notices,
    List<Kept.Product> products,
    List<Kept.ChangeSet> changeSets,
    List<String> goneAssets,
    List<String> goneRevisions,
    List<String> goneDataSets) {
  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          // Questions such as isOpen() are no fields.
          .disable(MapperFeature.AUTO_DETECT_IS_GETTERS)
          .build();

  Step {
    dataSets = some(dataSets);
    revisions = some(revisions);
    assets = some(assets);
    jobs = some(jobs);
    notices = some(notices);
    products = some(products);
    changeSets = some(changeSets);
    goneAssets = some(goneAssets);
    goneRevisions = some(goneRevisions);
    goneDataSets = some(goneDataSets);
  }

  private static <T> List<T> some(List<T> list) {
    return list == null ? new ArrayList<>() : list;
  }

  /** One to add to. */
  static Step none() {
    return new Step(null, null, null, null, null, null, null, null, null, null);
  }

  static Step of(byte[] bytes) {
    try {
      return JSON.readValue(bytes, Step.class);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  byte[] bytes() {
    try {
      return JSON.writeValueAsBytes(this);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  Step with(Kept.DataSet dataSet) {
    dataSets.add(dataSet);
    return this;
  }

  Step with(Kept.Revision revision) {
    revisions.add(revision);
    return this;
  }

  Step with(Kept.Asset asset) {
    assets.add(asset);
    return this;
  }

  Step with(Kept.Job job) {
    jobs.add(job);
    return this;
  }

  Step with(Kept.Notice notice) {
    notices.add(notice);
    return this;
  }

  Step with(Kept.Product product) {
    products.add(product);
    return this;
  }

  Step with(Kept.ChangeSet changeSet) {
    changeSets.add(changeSet);
    return this;
  }

  Step withoutAsset(String id) {
    goneAssets.add(id);
    return this;
  }

  Step withoutRevision(String id) {
    goneRevisions.add(id);
    return this;
  }

  Step withoutDataSet(String id) {
    goneDataSets.add(id);
    return this;
  }
}
