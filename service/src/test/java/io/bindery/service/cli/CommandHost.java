package io.bindery.service.cli;

import com.fasterxml.jackson.databind.json.JsonMapper;
import io.bindery.platform.net.NameLookups;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/**
 * A JVM that runs commands one after the other: each as the command {@code bindery} does, with its
 * own streams and what is written to them by whomever. A command is one line of the standard input,
 * its arguments as JSON; what came of it is one line of the standard output.
 */
final class CommandHost {
  private CommandHost() {}

  public static void main(String[] none) throws IOException {
    var json = new JsonMapper();
    NameLookups.follow();
    Bindery.useFewThreads(Runtime.getRuntime().availableProcessors());
    var commands = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    var answers = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    for (var line = commands.readLine(); line != null; line = commands.readLine()) {
      var arguments = json.readValue(line, String[].class);
      var out = new ByteArrayOutputStream();
      var err = new ByteArrayOutputStream();
      System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
      System.setErr(new PrintStream(err, true, StandardCharsets.UTF_8));
      var answer = json.createObjectNode();
      answer.put("code", Bindery.run(arguments));
      answer.put("out", out.toString(StandardCharsets.UTF_8));
      answer.put("err", err.toString(StandardCharsets.UTF_8));
      answers.println(json.writeValueAsString(answer));
    }
  }
}
