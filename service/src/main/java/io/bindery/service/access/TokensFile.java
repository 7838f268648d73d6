package io.bindery.service.access;

import akka.actor.typed.ActorSystem;
import io.bindery.platform.health.Dependency;
import io.bindery.platform.health.Finding;
import io.bindery.platform.health.Health;
import io.bindery.platform.health.Kind;
import io.bindery.platform.health.Part;
import io.bindery.platform.regular.RegularWork;
import io.bindery.platform.settings.SettingsException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A file of tokens, a line each. It is read again every two seconds, and what it says then counts:
 * a token that is taken out of it opens nothing any more. A file that cannot be read, or has a line
 * that is none, changes nothing, and health says so.
 */
public final class TokensFile {
  private static final Logger log = LoggerFactory.getLogger(TokensFile.class);
  private static final String SETTING = "bindery.http.tokens-file";
  private static final Duration EVERY = Duration.ofSeconds(2);
  private static final int MOST_BYTES = 1 << 20;

  private final Path file;
  private final Tokens tokens;
  private final Part part;
  private byte[] known;

  private TokensFile(Path file, Tokens tokens, Part part, byte[] known) {
    this.file = file;
    this.tokens = tokens;
    this.part = part;
    this.known = known;
  }

  /** What is wrong with a file, in words for whoever wrote it. */
  private static final class WrongException extends Exception {
    private static final long serialVersionUID = 1L;

    WrongException(String message) {
      super(message);
    }
  }

  /**
   * Looks whether the file can be used.
   *
   * @throws SettingsException if it cannot
   */
  public static void check(Path file) {
    try {
      parse(read(file));
    } catch (WrongException e) {
      throw SettingsException.conflict(SETTING, file.toString(), e.getMessage());
    }
  }

  /**
   * Reads the file into the tokens, now and whenever it changes.
   *
   * @throws SettingsException if it cannot be used now
   */
  public static void follow(ActorSystem<?> system, Path file, Tokens tokens) {
    var part =
        Health.get(system)
            .part(
                new Dependency(
                    "http.tokens-file",
                    Kind.TOKENS,
                    SETTING,
                    file.toString(),
                    Optional.empty(),
                    false));
    try {
      var bytes = read(file);
      tokens.fileHolds(parse(bytes));
      part.good();
      var following = new TokensFile(file, tokens, part, bytes);
      RegularWork.start(system, "tokens-file", EVERY, following::look);
    } catch (WrongException e) {
      throw SettingsException.conflict(SETTING, file.toString(), e.getMessage());
    }
  }

  private void look() {
    try {
      var bytes = read(file);
      if (!Arrays.equals(bytes, known)) {
        var now = parse(bytes);
        tokens.fileHolds(now);
        known = bytes;
        log.info("{} has {} tokens now", file, now.size());
      }
      part.good();
    } catch (WrongException e) {
      part.failed(
          Finding.broken(e.getMessage() + " What it said before still counts.", "Mend the file."));
    }
  }

  private static byte[] read(Path file) throws WrongException {
    try (var in = Files.newInputStream(file)) {
      var view = Files.getFileAttributeView(file, PosixFileAttributeView.class);
      if (view != null
          && view.readAttributes().permissions().contains(PosixFilePermission.OTHERS_WRITE)) {
        throw new WrongException(
            "Everybody may write this file, and so could make himself a token: chmod o-w it.");
      }
      var bytes = in.readNBytes(MOST_BYTES + 1);
      if (bytes.length > MOST_BYTES) {
        throw new WrongException("It has more than 1 MiB.");
      }
      return bytes;
    } catch (IOException e) {
      throw new WrongException("It cannot be read: name a file that this user may read.");
    }
  }

  /**
   * Blank lines, and those that begin with #, say nothing. A line is never repeated: it may be a
   * token.
   */
  private static List<Token> parse(byte[] bytes) throws WrongException {
    String text;
    try {
      text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw new WrongException("It is not UTF-8.");
    }
    var tokens = new ArrayList<Token>();
    var lines = text.lines().toList();
    var places = new HashMap<String, Integer>();
    for (int i = 0; i < lines.size(); i++) {
      var line = lines.get(i).strip();
      if (line.isEmpty() || line.startsWith("#")) {
        continue;
      }
      var token = Token.parse(line);
      if (token.isEmpty()) {
        throw new WrongException("Line %d must be %s.".formatted(i + 1, Token.ALLOWED));
      }
      var before = places.putIfAbsent(token.get().sha256(), i + 1);
      if (before != null) {
        throw new WrongException("Lines %d and %d are of one token.".formatted(before, i + 1));
      }
      tokens.add(token.get());
    }
    return tokens;
  }
}
