package io.bindery.service.cli;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** A time of the past: as such, or as how long ago it is. */
final class PastTime implements ITypeConverter<Instant> {
  private static final Pattern AGO = Pattern.compile("([0-9]{1,9})\\s*([smhd])");
  private static final Map<String, ChronoUnit> UNITS =
      Map.of(
          "s", ChronoUnit.SECONDS,
          "m", ChronoUnit.MINUTES,
          "h", ChronoUnit.HOURS,
          "d", ChronoUnit.DAYS);

  @Override
  public Instant convert(String text) {
    var ago = AGO.matcher(text.strip());
    try {
      return ago.matches()
          ? Instant.now().minus(Duration.of(Long.parseLong(ago.group(1)), UNITS.get(ago.group(2))))
          : Instant.parse(text.strip());
    } catch (DateTimeException | ArithmeticException e) {
      throw new TypeConversionException(
          "'%s' is no time: write one such as 2026-11-28T22:00:00Z, or how long ago, such as 12h, 90m or 3d"
              .formatted(text));
    }
  }
}
