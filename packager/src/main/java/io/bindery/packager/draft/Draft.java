package io.bindery.packager.draft;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.bindery.packager.quarantine.Problem;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * What a package would be. It is in journals: fields are only ever added.
 *
 * @param files in the package
 * @param bytes of all files together
 * @param recognized what the folder is, if it is of a known kind
 * @param metadata of the package as JSON; absent if it has none, cannot be read or is too long
 * @param sources of each value on top of the metadata, where it comes from
 * @param workflow whose rules it would follow
 * @param problems what is wrong with it, as far as that can be known without a look into the files;
 *     empty if nothing is
 * @param missing what it lacks, each as a few words for people
 * @param edits how many edits of its suggestion were known to it
 */
public record Draft(
    long files,
    long bytes,
    @JsonInclude(JsonInclude.Include.NON_ABSENT) Optional<Recognized> recognized,
    @JsonInclude(JsonInclude.Include.NON_ABSENT) Optional<String> metadata,
    Map<String, String> sources,
    @JsonInclude(JsonInclude.Include.NON_ABSENT) Optional<String> workflow,
    List<Problem> problems,
    List<String> missing,
    int edits) {

  /**
   * What a folder is.
   *
   * @param preset its name
   * @param confidence 1 to 100
   * @param evidence what in the folder says so, the most weighty first
   */
  public record Recognized(String preset, int confidence, List<String> evidence) {
    @JsonCreator
    public Recognized {
      evidence = evidence == null ? List.of() : List.copyOf(evidence);
    }
  }

  @JsonCreator
  public Draft {
    recognized = recognized == null ? Optional.empty() : recognized;
    metadata = metadata == null ? Optional.empty() : metadata;
    workflow = workflow == null ? Optional.empty() : workflow;
    sources = sources == null ? Map.of() : new TreeMap<>(sources);
    problems = problems == null ? List.of() : List.copyOf(problems);
    missing = missing == null ? List.of() : List.copyOf(missing);
  }

  /** Whether the package would follow the rules of its registry. */
  @JsonIgnore
  public boolean isGood() {
    return problems.isEmpty();
  }

  /** The same, where people set some values of the metadata. */
  public Draft edited(Set<String> keys) {
    var all = new TreeMap<>(sources);
    keys.forEach(key -> all.put(key, "edit"));
    return new Draft(files, bytes, recognized, metadata, all, workflow, problems, missing, edits);
  }
}
