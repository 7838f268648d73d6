package io.bindery.service.http;

import io.bindery.protocol.text.ExtendedValue;
import io.bindery.protocol.text.SafeText;
import io.bindery.service.access.Principal;
import java.util.Optional;

/**
 * Who gives an order, as a header says. The name is kept and shown wherever the order is told of,
 * so it has nothing that a terminal, a page or a reader could take for something else.
 */
final class Actor {
  static final String HEADER = "X-Bindery-Actor";

  private static final String NOBODY_NAMED = "api";
  private static final int LONGEST = 200;

  private Actor() {}

  /**
   * Who gives an order. Where somebody proved who he is, the header only adds for whom.
   *
   * @throws RequestException if the header is no name
   */
  static String of(Optional<String> header, Principal principal) {
    var said = of(header);
    if (principal.how() == Principal.How.OPEN) {
      return said;
    }
    return said.equals(NOBODY_NAMED)
        ? principal.name()
        : "%s (for %s)".formatted(principal.name(), said);
  }

  /**
   * Reads the header.
   *
   * @throws RequestException if it is no name
   */
  static String of(Optional<String> header) {
    var value = header.map(String::strip).filter(text -> !text.isEmpty());
    if (value.isEmpty()) {
      return NOBODY_NAMED;
    }
    var name =
        ExtendedValue.decode(value.get())
            .map(String::strip)
            .filter(text -> SafeText.line(text).equals(text))
            .filter(text -> text.indexOf('<') < 0 && text.indexOf('>') < 0)
            .orElseThrow(
                () ->
                    new RequestException(
                        HEADER,
                        "The header %s must be a name in ASCII, or one in UTF-8 as RFC 8187 writes it, such as UTF-8''J%%C3%%BCrgen; without < and >, line ends and invisible characters."
                            .formatted(HEADER)));
    if (name.length() > LONGEST) {
      throw new RequestException(
          HEADER, "The header %s may have %d characters at most.".formatted(HEADER, LONGEST));
    }
    return name.isEmpty() ? NOBODY_NAMED : name;
  }
}
