package io.refrain.cli;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.emptyString;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.startsWith;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

/**
 * How a command ended.
 *
 * @param code the exit code
 * @param out what it printed on standard output
 * @param err what it printed on standard error
 */
record Outcome(int code, String out, String err) {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  /** Done, with nothing to complain about; on a slow machine it may have said that it runs. */
  Outcome isDone() {
    assertThat(err + out, code, is(ExitCode.DONE));
    assertThat(err.replaceAll("refrain: running for [^\n]*\n", ""), is(emptyString()));
    return this;
  }

  /** Failed with a message that holds these texts, and nothing on standard output. */
  void failsWith(int expectedCode, String... texts) {
    assertThat(err, code, is(expectedCode));
    assertThat(out, is(emptyString()));
    assertThat(err, startsWith("refrain: "));
    assertThat("said once who speaks", err.indexOf("refrain: ", 1), is(-1));
    assertThat("no stack trace", err, not(containsString("\tat ")));
    assertThat("no exception's name", err, not(containsString("Exception")));
    for (String text : texts) {
      assertThat(err, containsString(text));
    }
  }

  /** The one JSON object on standard output. */
  JsonNode json() {
    isDone();
    try {
      JsonNode node = MAPPER.readTree(out);
      assertThat("one line, one object", out, is(node + System.lineSeparator()));
      return node;
    } catch (JsonProcessingException e) {
      throw new AssertionError("no JSON: " + out, e);
    }
  }

  /** A count of the JSON's {@code counts}. */
  long count(String name) {
    return json().get("counts").get(name).asLong();
  }

  /** The value of a line of the table. */
  String line(String label) {
    return out.lines()
        .filter(line -> line.startsWith("  " + label + " "))
        .map(line -> line.substring(label.length() + 2).strip())
        .findFirst()
        .orElseThrow(() -> new AssertionError("no line '" + label + "' in " + out));
  }
}
