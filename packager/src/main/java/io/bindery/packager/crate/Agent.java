package io.bindery.packager.crate;

import io.bindery.quilt.json.JsonForm;
import io.bindery.quilt.json.JsonObject;
import io.bindery.quilt.json.JsonString;
import io.bindery.quilt.json.JsonValue;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A person or organization, as schema.org describes them.
 *
 * @param key tells it apart from others
 * @param json {@code name} and {@code orcid}
 */
record Agent(String key, JsonObject json) {
  private static final Set<String> TYPES =
      Set.of(
          "Person",
          "Organization",
          "CollegeOrUniversity",
          "EducationalOrganization",
          "ResearchOrganization",
          "GovernmentOrganization",
          "NGO",
          "FundingAgency",
          "Consortium");

  private static final String DIGITS = "(\\d{4}-\\d{4}-\\d{4}-\\d{3}[\\dX])";
  private static final Pattern ORCID =
      Pattern.compile(
          "(?:https?://)?(?:www\\.)?orcid\\.org/" + DIGITS + "/?", Pattern.CASE_INSENSITIVE);
  private static final Pattern BARE =
      Pattern.compile("(?:orcid:\\s*)?" + DIGITS, Pattern.CASE_INSENSITIVE);

  /** Where an ORCID may stand besides the id. */
  private static final List<String> IDENTIFIERS = List.of("identifier", "sameAs", "url");

  /** What a value of a role stands for; nothing if it is neither person nor organization. */
  static Optional<Agent> of(CrateEntities graph, JsonValue value) {
    var entity = graph.followed(value);
    var id =
        value instanceof JsonObject object
            ? CrateEntities.id(object)
            : CrateEntities.text(value).filter(text -> orcid(text).isPresent());
    if (entity.isEmpty() ? id.flatMap(Agent::orcid).isEmpty() : !isAgent(entity.get())) {
      return Optional.empty();
    }
    var members = new LinkedHashMap<String, JsonValue>();
    entity.flatMap(Agent::name).ifPresent(name -> members.put("name", new JsonString(name)));
    id.flatMap(Agent::orcid)
        .or(() -> entity.flatMap(it -> orcid(graph, it)))
        .ifPresent(orcid -> members.put("orcid", new JsonString(orcid)));
    if (members.isEmpty()) {
      if (id.isEmpty()) {
        return Optional.empty();
      }
      members.put("name", new JsonString(id.get()));
    }
    var json = new JsonObject(members);
    return Optional.of(new Agent(id.orElseGet(() -> JsonForm.FILE.toText(json)), json));
  }

  /** Types may be written as addresses: {@code http://schema.org/Person}, {@code schema:Person}. */
  private static boolean isAgent(JsonObject entity) {
    return CrateEntities.values(entity, "@type").stream()
        .flatMap(type -> CrateEntities.text(type).stream())
        .map(type -> type.replaceFirst("^(?:https?://schema\\.org/|schema:)", ""))
        .anyMatch(TYPES::contains);
  }

  private static Optional<String> name(JsonObject entity) {
    return CrateEntities.text(entity, "name")
        .or(() -> parts(entity))
        .or(() -> CrateEntities.text(entity, "legalName"))
        .or(() -> CrateEntities.text(entity, "alternateName"));
  }

  private static Optional<String> parts(JsonObject entity) {
    var name =
        Stream.of("givenName", "additionalName", "familyName")
            .flatMap(part -> CrateEntities.values(entity, part).stream())
            .flatMap(value -> CrateEntities.text(value).stream())
            .map(String::strip)
            .toList();
    return name.isEmpty() ? Optional.empty() : Optional.of(String.join(" ", name));
  }

  private static Optional<String> orcid(CrateEntities graph, JsonObject entity) {
    return IDENTIFIERS.stream()
        .flatMap(property -> CrateEntities.values(entity, property).stream())
        .flatMap(value -> identifiers(graph, value))
        .flatMap(text -> orcid(text).or(() -> bare(text)).stream())
        .findFirst();
  }

  /** A text, an address, or an object that has one of them as its value. */
  private static Stream<String> identifiers(CrateEntities graph, JsonValue value) {
    var entity = graph.followed(value);
    var own =
        value instanceof JsonObject object ? CrateEntities.id(object) : Optional.<String>empty();
    return Stream.of(
            CrateEntities.text(value),
            own,
            entity.flatMap(it -> CrateEntities.text(it, "value")),
            entity.flatMap(it -> CrateEntities.text(it, "url")),
            entity.flatMap(it -> CrateEntities.references(it, "url").stream().findFirst()))
        .flatMap(Optional::stream);
  }

  private static Optional<String> orcid(String uri) {
    return digits(ORCID, uri);
  }

  private static Optional<String> bare(String text) {
    return digits(BARE, text);
  }

  private static Optional<String> digits(Pattern pattern, String text) {
    var matcher = pattern.matcher(text.strip());
    return matcher.matches()
        ? Optional.of(matcher.group(1).toUpperCase(Locale.ROOT))
        : Optional.empty();
  }
}
