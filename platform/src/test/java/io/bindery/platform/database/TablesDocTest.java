package io.bindery.platform.database;

import static org.assertj.core.api.Assertions.assertThat;

import io.bindery.localaws.postgres.LocalPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Each table is in the guide's list, which says what keeps it from growing for ever. */
class TablesDocTest {
  private static final Pattern NAME = Pattern.compile("`([a-z_]+)`");

  @Test
  void whatBoundsEachTableIsInTheGuide() throws IOException, SQLException {
    try (var postgres = LocalPostgres.startTemporary()) {
      Migrations.apply(
          new DatabaseSettings(
              postgres.host(),
              postgres.port(),
              postgres.database(),
              postgres.user(),
              postgres.password(),
              false,
              2,
              Duration.ofMinutes(30),
              Duration.ofMinutes(1),
              Duration.ofSeconds(30)));
      var tables = new TreeSet<String>();
      try (var connection =
              DriverManager.getConnection(
                  postgres.jdbcUrl(), postgres.user(), postgres.password());
          var rows =
              connection
                  .createStatement()
                  .executeQuery(
                      "SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'"
                          // The first start drops them.
                          + " AND table_name NOT LIKE 'akka_projection%'")) {
        while (rows.next()) {
          tables.add(rows.getString(1));
        }
      }
      assertThat(listed()).containsExactlyElementsOf(tables);
    }
  }

  /** The names in the first column. */
  private static Set<String> listed() throws IOException {
    var guide = Path.of(System.getProperty("bindery.root", ".."), "docs", "guide.md");
    return Files.readAllLines(guide).stream()
        .dropWhile(line -> !line.startsWith("| table | what is in it |"))
        .skip(2)
        .takeWhile(line -> line.startsWith("|"))
        .flatMap(line -> NAME.matcher(line.split("\\|", -1)[1]).results())
        .map(match -> match.group(1))
        .collect(Collectors.toCollection(TreeSet::new));
  }
}
