package io.refrain.cli;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.arrayWithSize;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.endsWith;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThanOrEqualTo;
import static org.hamcrest.Matchers.startsWith;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

class HelpTest {
  private static Map<String, CommandLine> commands() {
    PrintWriter nowhere = new PrintWriter(new StringWriter());
    return Main.commandLine(nowhere, nowhere).getSubcommands();
  }

  static List<String> names() {
    return commands().keySet().stream().filter(name -> !name.equals("help")).toList();
  }

  @ParameterizedTest
  @MethodSource("names")
  void everyOptionIsInTheHelpWithASentence(String name) {
    String help = Refrain.run("help", name).isDone().out();

    assertThat(help, startsWith("Usage: refrain " + name + " "));
    for (OptionSpec option : commands().get(name).getCommandSpec().options()) {
      assertThat(help, containsString(option.longestName()));
      assertThat(option.longestName(), option.description(), is(arrayWithSize(greaterThan(0))));
      for (String sentence : option.description()) {
        assertThat(option.longestName(), sentence, endsWith("."));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("names")
  void helpFitsATerminalAndBothWaysToAskForItAreOne(String name) {
    String help = Refrain.run("help", name).out();

    help.lines().forEach(line -> assertThat(line, line.length(), is(lessThanOrEqualTo(80))));
    assertThat(Refrain.run(name, "--help").isDone().out(), is(help));
  }

  @ParameterizedTest
  @MethodSource("names")
  void theFirstLineOfADescriptionIsASentenceForTheListOfCommands(String name) {
    String[] description = commands().get(name).getCommandSpec().usageMessage().description();

    assertThat(description[0], endsWith("."));
    String list = Refrain.run("help").isDone().out().replaceAll("\\s+", " ");
    assertThat(list, containsString(name + " " + description[0]));
  }

  @ParameterizedTest
  @ValueSource(strings = {"replace", "upsert", "aggregate"})
  void theExitCodesOfARunAreInItsHelp(String name) {
    String help = Refrain.run("help", name).out();

    for (int code = 0; code <= 4; code++) {
      assertThat(help, containsString("\n  " + code + "   "));
    }
  }

  @Test
  void withoutACommandThereIsHelp() {
    assertThat(Refrain.command().run().isDone().out(), is(Refrain.run("help").out()));
    assertThat(Refrain.run("--help").out(), containsString("Commands:"));
  }

  @Test
  void theVersionIsToldOnStandardOutput() {
    assertThat(Refrain.run("--version").isDone().out(), startsWith("refrain "));
    assertThat(
        Refrain.run("replace", "--version").isDone().out(), is(Refrain.run("--version").out()));
  }
}
