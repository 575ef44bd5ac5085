package io.refrain.pipelines.input;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InputFilesTest {
  @TempDir private Path dir;

  private void files(String... names) throws IOException {
    for (String name : names) {
      Path file = dir.resolve(name);
      Files.createDirectories(file.getParent());
      Files.writeString(file, "id\n1\n");
    }
  }

  private List<String> matched(String... inputs) {
    return InputFiles.match(String.join(",", inputs)).stream()
        .map(f -> dir.relativize(Path.of(f.name())).toString())
        .toList();
  }

  private String at(String name) {
    return dir + "/" + name;
  }

  private static String error(String input) {
    return assertThrows(InputException.class, () -> InputFiles.match(input)).getMessage();
  }

  @Test
  void aFileAGlobADirectoryAndAListAreMatched() throws IOException {
    files("b.csv", "a.csv", "more/c.csv.gz", "more/deep/d.CSV");

    assertThat(matched(at("a.csv")), contains("a.csv"));
    assertThat(matched(at("*.csv")), contains("a.csv", "b.csv"));
    assertThat(matched(at("{a,b}.csv")), contains("a.csv", "b.csv"));
    assertThat(
        matched(dir.toString()), contains("a.csv", "b.csv", "more/c.csv.gz", "more/deep/d.CSV"));
    assertThat(matched(at("more/")), contains("more/c.csv.gz", "more/deep/d.CSV"));
    assertThat(matched(at("b.csv"), " " + at("*.csv")), contains("a.csv", "b.csv"));
  }

  @Test
  void hiddenFilesArePassedOverUnlessNamed() throws IOException {
    files("d/a.csv", "d/_SUCCESS", "d/.a.csv.crc", "d/_tmp/b.csv", "d/.hidden.csv", "_named.csv");

    assertThat(matched(at("d")), contains("d/a.csv"));
    assertThat(matched(at("d/*.csv")), contains("d/a.csv"));
    assertThat(matched(at("_named.csv")), contains("_named.csv"));
  }

  @Test
  void aDirectoryWhoseOwnNameIsHiddenIsStillRead() throws IOException {
    files("_inbox/.today/a.csv");

    assertThat(matched(at("_inbox/.today")), contains("_inbox/.today/a.csv"));
    assertThat(matched(at("_inbox/.today/*.csv")), contains("_inbox/.today/a.csv"));
  }

  @Test
  void filesKnowTheirPlaceFormatAndSize() throws IOException {
    files("a.jsonl", "b.ndjson.gz");

    List<InputFile> files = InputFiles.match(dir.toString());

    assertThat(files.get(1).ordinal(), is(1));
    assertThat(files.get(1).format(), is(InputFormat.JSON));
    assertThat(files.get(1).isGzip(), is(true));
    assertThat(files.get(0).sizeBytes(), is(5L));
    assertThat(files.get(0).isGzip(), is(false));
  }

  @Test
  void whatWasLookedForInVainIsSaid() throws IOException {
    files("a.csv", "empty/_SUCCESS");

    assertThat(
        error(at("b.csv")),
        is(
            "No input: there is no file or directory with files '"
                + at("b.csv")
                + "'. Nothing was stored."));
    assertThat(
        error(at("*.json")),
        is("No input: no file matches '" + at("*.json") + "'. Nothing was stored."));
    assertThat(error(at("empty")), containsString("no file or directory with files"));
    assertThat(
        error(at("a.csv") + "," + at("b.csv")),
        containsString("'" + at("b.csv") + "' (a part of '" + at("a.csv") + ","));
    assertThat(
        error("gone.csv"), containsString(", looked for in " + Path.of("").toAbsolutePath()));
    assertThat(
        error("gopher://host/a.csv"),
        containsString("Cannot look for the input 'gopher://host/a.csv': "));
    assertThat(error("a.csv,"), containsString("has nothing before or after a comma"));
  }

  @Test
  void anUnknownExtensionIsRefused() throws IOException {
    files("a.txt", "b.csv.zip");

    assertThat(
        error(at("a.txt")),
        is(
            "Cannot tell the format of "
                + at("a.txt")
                + " from its name. Known extensions are csv, json, jsonl, ndjson, parquet, avro (the"
                + " text formats also with .gz behind). Say --format, or leave the file out. Nothing"
                + " was stored."));
    assertThat(error(at("b.csv.zip")), containsString("Cannot tell the format"));
    assertThat(InputFiles.match(at("a.txt"), InputFormat.CSV).get(0).format(), is(InputFormat.CSV));
  }

  @Test
  void mixedFormatsAreRefused() throws IOException {
    files("a.csv", "b.json");

    assertThat(
        error(dir.toString()),
        containsString("mixes formats: " + at("a.csv") + " is CSV, " + at("b.json") + " is JSON."));
  }

  @Test
  void originsNameFileAndLine() throws IOException {
    files("a.csv", "x/b.csv", "y/b.csv");
    Origins origins = Origins.of(InputFiles.match(dir.toString()));

    assertThat(origins.describe(Origins.origin(17, 0)), is("a.csv:17"));
    assertThat(origins.describe(Origins.origin(1L << 40, 2)), is(at("y/b.csv:") + (1L << 40)));
    assertThat(origins.describe(Origins.origin(3, 70_000)), is("line 3"));
    assertThat(origins.describe(0), is(""));
  }

  @Test
  void aSchemaIsNotGuessed() throws IOException {
    files("a.csv");

    IllegalArgumentException e =
        assertThrows(
            IllegalArgumentException.class, () -> InputSchema.of(InputFiles.match(at("a.csv"))));

    assertThat(
        e.getMessage(),
        containsString("is CSV, which brings no schema, and types are not guessed from data."));
  }
}
