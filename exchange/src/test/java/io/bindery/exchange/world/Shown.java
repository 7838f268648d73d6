package io.bindery.exchange.world;

import java.util.List;

/**
 * A revision as Data Exchange shows it.
 *
 * @param comment with the mark of its publication
 * @param assets their names, in order
 */
public record Shown(
    String id, String comment, boolean finalized, boolean revoked, List<String> assets) {
  /** Whether subscribers have it. */
  public boolean isPublic() {
    return finalized && !revoked;
  }

  /** The part of the mark after the publication's id: which of its revisions it is. */
  public String part() {
    return comment.replaceFirst("(?s).*\\[bindery:[^/\\]]*/?([^\\]]*)\\].*", "$1");
  }

  /** What must be the same however often a publication was cut off. */
  public String essence() {
    return part() + (isPublic() ? " public " : revoked ? " revoked " : " draft ") + assets;
  }
}
