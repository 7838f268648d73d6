package io.bindery.exchange.manifest;

import com.fasterxml.jackson.core.JsonToken;
import io.bindery.exchange.aws.Marker;
import io.bindery.exchange.manifest.Form.Field;
import io.bindery.protocol.field.FieldException;
import io.bindery.protocol.field.JsonFields;
import io.bindery.quilt.s3.S3Uri;
import io.bindery.quilt.uri.PackageUri;
import io.bindery.quilt.uri.PackageUriException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Reads a manifest in one go, whatever the order of its fields: the assets go to a file as they
 * come. All that is wrong with the text is found, and nothing is asked of S3.
 */
public final class PublicationReader {
  private static final Pattern DATASET = Pattern.compile("[a-zA-Z0-9]{30,40}");
  private static final Pattern PRODUCT = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,254}");
  private static final Pattern TOP_HASH = Pattern.compile("[0-9a-f]{64}");
  private static final String NAME = "manifest";
  private static final List<String> ASSET = List.of("Bucket", "Key");

  /** Data Exchange takes 16,384, and the mark of the publication is to have room. */
  private static final int MAX_COMMENT = 16_300;

  /** Data Exchange takes 50, and one is Bindery's. */
  private static final int MAX_TAGS = 49;

  private static final String AWS = "aws:";
  private static final int MAX_TAG_NAME = 128;
  private static final int MAX_TAG_VALUE = 256;

  private final AssetNames names;
  private final Problems problems;
  private final AssetLines lines;
  private final JsonStream json;

  private Form form = Form.CURRENT;
  private boolean currentFields;
  private boolean wrapped;
  private Optional<String> product = Optional.empty();
  private Optional<String> comment = Optional.empty();
  private Optional<Mode> mode = Optional.empty();
  private Optional<PackageUri> source = Optional.empty();
  private final Map<String, String> tags = new LinkedHashMap<>();
  private String dataset;
  private boolean datasetThere;
  private Head.Spot datasetAt;
  private Optional<Head.Spot> productAt = Optional.empty();
  private boolean sourceThere;
  private boolean listThere;
  private long assets;

  private PublicationReader(
      AssetNames names, Problems problems, AssetLines lines, JsonStream json) {
    this.names = names;
    this.problems = problems;
    this.lines = lines;
    this.json = json;
  }

  /**
   * Reads a manifest.
   *
   * @param maxBytes more, and it is refused
   * @param lines gets the assets
   * @throws InvalidPublicationException with all that is wrong with the text
   */
  public static Head read(
      InputStream bytes, long maxBytes, AssetNames names, Problems problems, AssetLines lines)
      throws IOException, InvalidPublicationException {
    var head = new Head[1];
    JsonStream.read(
        bytes,
        maxBytes,
        problems,
        NAME,
        json -> {
          var reader = new PublicationReader(names, problems, lines, json);
          reader.document();
          reader.whole();
          head[0] = reader.head();
        });
    problems.refuse();
    return head[0];
  }

  private void document() throws IOException, InvalidPublicationException {
    if (json.next() != JsonToken.START_OBJECT) {
      throw json.fatal("it must be a JSON object with dataset_id and asset_list.");
    }
    var known = new ArrayList<>(Form.CURRENT.fields().keySet());
    known.add(Form.WRAPPER);
    json.object(
        "",
        -1,
        known,
        known.size(),
        (name, place) -> {
          if (name.equals(Form.WRAPPER)) {
            wrapped = true;
            first(place);
          } else {
            currentFields = true;
            form = Form.CURRENT;
            field(Form.CURRENT.fields().get(name), place, name);
          }
        });
  }

  private void first(Place place) throws IOException, InvalidPublicationException {
    if (json.begins(JsonToken.START_OBJECT, place, Form.WRAPPER, "an object")) {
      form = Form.FIRST;
      var fields = Form.FIRST.fields();
      json.object(
          Form.WRAPPER,
          -1,
          fields.keySet(),
          fields.size(),
          (name, at) -> field(fields.get(name), at, Form.FIRST.path(name)));
    }
  }

  private void field(Field field, Place place, String path)
      throws IOException, InvalidPublicationException {
    switch (field) {
      case PRODUCT -> {
        productAt = Optional.of(new Head.Spot(place, path));
        product = matching(place, path, PRODUCT, "the id of a product of AWS Marketplace");
      }
      case DATASET -> {
        datasetThere = true;
        datasetAt = new Head.Spot(place, path);
        dataset =
            matching(place, path, DATASET, "the id of a data set: 30 to 40 letters and digits")
                .orElse(null);
      }
      case COMMENT -> comment = comment(place, path);
      case MODE -> mode = mode(place, path);
      case TAGS -> tags(place, path);
      case PACKAGE -> {
        sourceThere = true;
        source = source(place, path);
      }
      case ASSETS -> assets(place, path);
    }
  }

  private Optional<String> matching(Place place, String path, Pattern pattern, String allowed)
      throws IOException {
    var text = Optional.ofNullable(json.text(place, path));
    if (text.isPresent() && !pattern.matcher(text.get()).matches()) {
      problems.add(
          place,
          path,
          "'%s' is not allowed: it must be %s."
              .formatted(FieldException.shown(text.get()), allowed));
      return Optional.empty();
    }
    return text;
  }

  private Optional<String> bounded(Place place, String path, int most) throws IOException {
    var text = Optional.ofNullable(json.text(place, path));
    if (text.isPresent() && (text.get().length() > most || !JsonFields.isStorable(text.get()))) {
      problems.add(
          place,
          path,
          "it must be %s of at most %,d characters.".formatted(JsonFields.STORABLE, most));
      return Optional.empty();
    }
    return text;
  }

  private Optional<String> comment(Place place, String path) throws IOException {
    var text = bounded(place, path, MAX_COMMENT);
    if (text.filter(it -> it.contains(Marker.BEGINNING)).isPresent()) {
      problems.add(
          place,
          path,
          "it has the mark of a publication: leave %s…] out, which Bindery adds by itself."
              .formatted(Marker.BEGINNING));
    }
    return text;
  }

  private Optional<Mode> mode(Place place, String path) throws IOException {
    var word = Optional.ofNullable(json.text(place, path));
    var found = word.flatMap(Mode::of);
    if (word.isPresent() && found.isEmpty()) {
      problems.add(
          place,
          path,
          "'%s' is not allowed: it must be import or s3-data-access."
              .formatted(FieldException.shown(word.get())));
    }
    return found;
  }

  private void tags(Place place, String path) throws IOException, InvalidPublicationException {
    if (!json.begins(JsonToken.START_OBJECT, place, path, "an object of texts")) {
      return;
    }
    json.object(
        path,
        -1,
        null,
        MAX_TAGS,
        (name, at) -> {
          var tag = JsonStream.join(path, FieldException.shown(name));
          if (name.isEmpty()
              || name.length() > MAX_TAG_NAME
              || name.regionMatches(true, 0, AWS, 0, AWS.length())
              || name.equals(Marker.TAG)
              || !JsonFields.isStorable(name)) {
            problems.add(
                at,
                tag,
                "the name of a tag has 1 to %d whole characters, does not begin with aws:, and is not %s, which Bindery adds by itself."
                    .formatted(MAX_TAG_NAME, Marker.TAG));
            json.skip();
          } else {
            bounded(at, tag, MAX_TAG_VALUE).ifPresent(value -> tags.put(name, value));
          }
        });
  }

  private Optional<PackageUri> source(Place place, String path) throws IOException {
    var text = json.text(place, path);
    if (text == null) {
      return Optional.empty();
    }
    try {
      var uri = PackageUri.parse(text);
      if (uri.path().isPresent() || !TOP_HASH.matcher(uri.hash().orElse("")).matches()) {
        problems.add(
            place,
            path,
            "'%s' does not name one revision for ever: write quilt+s3://BUCKET#package=NS/NAME@TOPHASH with all 64 digits of the top hash."
                .formatted(FieldException.shown(text)));
        return Optional.empty();
      }
      var bucket = names.bucketProblem(uri.bucket());
      bucket.ifPresent(problem -> problems.add(place, path, problem));
      return bucket.isPresent() ? Optional.empty() : Optional.of(uri);
    } catch (PackageUriException e) {
      problems.add(place, path, FieldException.shown(e.getMessage()));
      return Optional.empty();
    }
  }

  private void assets(Place place, String path) throws IOException, InvalidPublicationException {
    listThere = true;
    if (!json.begins(JsonToken.START_ARRAY, place, path, "a list of objects")) {
      return;
    }
    while (json.next() != JsonToken.END_ARRAY) {
      long index = assets++;
      asset(json.place().of(index), path + "[" + index + "]");
    }
    if (assets == 0) {
      problems.add(place, path, "the list is empty: a revision has at least one asset.");
    }
  }

  private void asset(Place place, String path) throws IOException, InvalidPublicationException {
    if (!json.begins(
        JsonToken.START_OBJECT, place, path, "an object such as {\"Bucket\": …, \"Key\": …}")) {
      return;
    }
    var values = new String[ASSET.size()];
    var places = new Place[ASSET.size()];
    json.object(
        path,
        place.index(),
        ASSET,
        ASSET.size(),
        (name, at) -> {
          places[ASSET.indexOf(name)] = at;
          values[ASSET.indexOf(name)] = json.text(at, path + "." + name);
        });
    boolean good = true;
    for (int i = 0; i < values.length; i++) {
      var field = path + "." + ASSET.get(i);
      if (places[i] == null) {
        problems.add(place, field, "the field is missing.");
      } else if (values[i] != null) {
        var problem = i == 0 ? names.bucketProblem(values[0]) : names.keyProblem(values[1]);
        if (problem.isEmpty()) {
          continue;
        }
        problems.add(places[i], field, problem.get());
      }
      good = false;
    }
    if (good) {
      lines.add(new AssetLine(place, S3Uri.of(values[0], values[1]), AssetLine.UNKNOWN));
    }
  }

  /** What only the whole manifest shows. */
  private void whole() {
    if (wrapped && currentFields) {
      problems.add(
          Place.NONE, Form.WRAPPER, "it stands beside other fields: write one form of a manifest.");
    }
    if (!datasetThere) {
      problems.add(Place.NONE, form.pathOf(Field.DATASET), "the field is missing.");
    }
    if (listThere == sourceThere) {
      problems.add(
          Place.NONE,
          form.pathOf(Field.ASSETS),
          listThere
              ? "it stands beside package: write one of them."
              : form.equals(Form.FIRST)
                  ? "the field is missing."
                  : "the field is missing: write it, or package.");
    }
  }

  private Head head() {
    return problems.isEmpty()
        ? new Head(product, dataset, comment, tags, mode, source, assets, datasetAt, productAt)
        : null;
  }
}
