package io.refrain.pipelines.schema;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The words and signs of a schema text, and where each stands. */
final class SchemaTokens {
  /**
   * One word, number, quoted name or sign.
   *
   * @param text what it says; a quoted name without its quotes
   * @param at the place of its first character, from 0
   * @param quoted whether it stood in quotes
   */
  record Token(String text, int at, boolean quoted) {
    boolean isSign() {
      return !quoted && (text.isEmpty() || !isWordPart(text.charAt(0)));
    }
  }

  private final String text;
  private final List<Token> tokens = new ArrayList<>();
  private int next;

  SchemaTokens(String text) {
    this.text = text;
    int at = 0;
    while (at < text.length()) {
      char c = text.charAt(at);
      int from = at;
      if (Character.isWhitespace(c)) {
        at++;
        continue;
      } else if (c == '"') {
        at = addQuoted(at);
        continue;
      } else if (isWordPart(c)) {
        while (at < text.length() && isWordPart(text.charAt(at))) {
          at++;
        }
      } else {
        at++;
      }
      tokens.add(new Token(text.substring(from, at), from, false));
    }
    tokens.add(new Token("", text.length(), false));
  }

  private int addQuoted(int from) {
    StringBuilder name = new StringBuilder();
    for (int at = from + 1; at < text.length(); at++) {
      if (text.charAt(at) != '"') {
        name.append(text.charAt(at));
      } else if (at + 1 < text.length() && text.charAt(at + 1) == '"') {
        name.append('"');
        at++;
      } else {
        tokens.add(new Token(name.toString(), from, true));
        return at + 1;
      }
    }
    throw error(new Token("\"", from, false), "this quote is never closed");
  }

  private static boolean isWordPart(char c) {
    return Character.isLetterOrDigit(c) || c == '_';
  }

  /** Takes a word or a quoted name. */
  Token name(String what) {
    Token token = tokens.get(next);
    if (token.isSign() || token.text().isEmpty()) {
      throw expected(what);
    }
    next++;
    return token;
  }

  /** Takes a whole number. */
  int number(String what) {
    Token token = name(what);
    try {
      return Integer.parseInt(token.text());
    } catch (NumberFormatException e) {
      next--;
      throw expected(what);
    }
  }

  boolean skip(String sign) {
    boolean is = tokens.get(next).isSign() && tokens.get(next).text().equals(sign);
    next += is ? 1 : 0;
    return is;
  }

  boolean skipWord(String word) {
    Token token = tokens.get(next);
    boolean is = !token.quoted() && token.text().toUpperCase(Locale.ROOT).equals(word);
    next += is ? 1 : 0;
    return is;
  }

  void expect(String sign) {
    if (!skip(sign)) {
      throw expected("'" + sign + "'");
    }
  }

  void expectWord(String word) {
    if (!skipWord(word)) {
      throw expected(word);
    }
  }

  void expectEnd() {
    if (next < tokens.size() - 1) {
      throw expected("a comma, NOT NULL or the end");
    }
  }

  IllegalArgumentException expected(String what) {
    Token token = tokens.get(next);
    String found = token.text().isEmpty() ? "the end" : "'" + token.text() + "'";
    return error(token, "expected " + what + ", but found " + found);
  }

  IllegalArgumentException error(Token token, String problem) {
    return new IllegalArgumentException(
        "The schema cannot be read at position "
            + (token.at() + 1)
            + ": "
            + problem
            + ". It is written like the columns of a table: order_id BIGINT NOT NULL, amount"
            + " DECIMAL(12,2). The schema given: "
            + text);
  }
}
