/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.cli.console;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintWriter;
import java.util.Collection;
import java.util.Comparator;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * What a command answers with: a text for people or, with {@code --json}, one JSON document. The
 * answer goes to standard output, all else to standard error. Used as a mixin by every command; of
 * one thread.
 */
public final class Output {

  private static final ObjectMapper JSON = new ObjectMapper();

  /** What is shorter is in many words, and no secret. */
  private static final int SHORTEST_SECRET = 4;

  private static final String HIDDEN = "[hidden]";

  /** A user, maybe with a password, in a URL. */
  private static final Pattern USER = Pattern.compile("(?i)(?<=\\bhttps?://)[^\\s/'\"]*@");

  /** A part of a secret would leave the rest: the longest first. */
  private final Set<String> secrets =
      new TreeSet<>(
          Comparator.comparingInt(String::length)
              .reversed()
              .thenComparing(Comparator.naturalOrder()));

  @Option(
      names = "--json",
      description = "Answer with one JSON document instead of text, for programs.")
  private boolean json;

  @Spec(Spec.Target.MIXEE)
  @SuppressWarnings("NullAway.Init") // picocli sets it
  private CommandSpec command;

  /** The output of a command; of one without the mixin, plain text. */
  public static Output of(CommandLine line) {
    return line.getCommandSpec().mixins().values().stream()
        .map(CommandSpec::userObject)
        .filter(Output.class::isInstance)
        .map(Output.class::cast)
        .findFirst()
        .orElseGet(
            () -> {
              Output plain = new Output();
              plain.command = line.getCommandSpec();
              return plain;
            });
  }

  /** A new JSON object, for an answer. */
  public static ObjectNode object() {
    return JSON.createObjectNode();
  }

  /** Whether a program reads the answer. */
  public boolean isJson() {
    return json;
  }

  /** From here on, none of these is shown, in whatever text it is. */
  public void hide(Collection<String> values) {
    values.stream().filter(value -> value.length() >= SHORTEST_SECRET).forEach(secrets::add);
  }

  /**
   * The answer of the command; once.
   *
   * @param document with {@code --json}
   * @param text without; may have several lines
   */
  public void answer(JsonNode document, String text) {
    PrintWriter out = command.commandLine().getOut();
    out.println(json ? hidden(pretty(document)) : hidden(text));
    out.flush();
  }

  /** A line for whoever watches; it is no part of the answer. */
  public void note(String line) {
    PrintWriter err = command.commandLine().getErr();
    err.println(hidden(line));
    err.flush();
  }

  /** Why there is no answer: on standard error and, with {@code --json}, also as the document. */
  void failed(String message, int exitCode) {
    note(command.root().name() + ": " + message);
    if (json) {
      ObjectNode document = object();
      document.put("error", message);
      document.put("exit", exitCode);
      answer(document, "");
    }
  }

  private String hidden(String text) {
    String plain = withoutUsers(text);
    for (String secret : secrets) {
      plain = plain.replace(secret, HIDDEN).replace(quoted(secret), HIDDEN);
    }
    return plain;
  }

  /** Without those that stand in URLs. */
  static String withoutUsers(String text) {
    return USER.matcher(text).replaceAll(HIDDEN + "@");
  }

  /** As it stands in JSON. */
  private static String quoted(String secret) {
    String text = pretty(JSON.getNodeFactory().textNode(secret));
    return text.substring(1, text.length() - 1);
  }

  private static String pretty(JsonNode document) {
    try {
      return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(document);
    } catch (JsonProcessingException impossible) {
      throw new IllegalStateException("A tree is always written", impossible);
    }
  }
}
