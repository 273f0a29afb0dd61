/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.it;

import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The relative links of the Markdown files in a folder: to files, folders and headings of it. */
final class MarkdownLinks {

  private static final Pattern FENCED = Pattern.compile("(?ms)^ *```.*?^ *```");
  private static final Pattern CODE = Pattern.compile("`[^`\n]*`");
  private static final Pattern LINK = Pattern.compile("\\]\\(([^)\\s]+)\\)");
  private static final Pattern HEADING = Pattern.compile("(?m)^#{1,6} +(.+?) *$");
  private static final Set<String> NOT_OURS = Set.of("target", ".git", ".mvn");

  private final Path root;
  private final Map<Path, Set<String>> anchors = new HashMap<>();
  private int checked;

  MarkdownLinks(Path root) {
    this.root = root.toAbsolutePath().normalize();
  }

  /** How many links were looked at. */
  int checked() {
    return checked;
  }

  /** Those that lead nowhere, or out of the folder, each with its file. */
  List<String> broken() throws IOException {
    List<String> broken = new ArrayList<>();
    for (Path file : files()) {
      Matcher links = LINK.matcher(prose(file));
      while (links.find()) {
        String link = links.group(1);
        if (!link.matches("[a-z]+:.*")) {
          checked++;
          if (!leadsSomewhere(file, link)) {
            broken.add(root.relativize(file) + ": " + link);
          }
        }
      }
    }
    return broken;
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> files = Files.walk(root)) {
      return files
          .filter(file -> file.toString().endsWith(".md"))
          .filter(
              file -> {
                for (Path part : root.relativize(file)) {
                  if (NOT_OURS.contains(part.toString())) {
                    return false;
                  }
                }
                return true;
              })
          .toList();
    }
  }

  private boolean leadsSomewhere(Path file, String link) throws IOException {
    String[] parts = link.split("#", 2);
    String path = URLDecoder.decode(parts[0], StandardCharsets.UTF_8);
    Path target = path.isEmpty() ? file : file.resolveSibling(path).normalize();
    return target.startsWith(root)
        && Files.exists(target)
        && (parts.length == 1 || anchors(target).contains(parts[1]));
  }

  private Set<String> anchors(Path file) throws IOException {
    Set<String> known = anchors.get(file);
    if (known == null) {
      known = new HashSet<>();
      Matcher headings = HEADING.matcher(FENCED.matcher(Files.readString(file)).replaceAll(""));
      while (headings.find()) {
        String anchor = anchor(headings.group(1));
        String unique = anchor;
        for (int i = 1; !known.add(unique); i++) {
          unique = anchor + "-" + i;
        }
      }
      anchors.put(file, known);
    }
    return known;
  }

  /** As GitHub makes them. */
  private static String anchor(String heading) {
    return heading.toLowerCase(Locale.ROOT).replaceAll("[^\\p{L}\\p{N} _-]", "").replace(' ', '-');
  }

  private static String prose(Path file) throws IOException {
    return CODE.matcher(FENCED.matcher(Files.readString(file)).replaceAll("")).replaceAll("");
  }
}
