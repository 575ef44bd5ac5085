package io.refrain.interop;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Spark, in a process and a time zone of its own: SQL in, rows out. */
final class SparkProcess implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final long TIMEOUT_SECONDS = 60;
  // What Spark's own launcher passes on Java 17.
  private static final List<String> OPENS =
      List.of(
          "java.lang",
          "java.lang.invoke",
          "java.lang.reflect",
          "java.io",
          "java.net",
          "java.nio",
          "java.util",
          "java.util.concurrent",
          "java.util.concurrent.atomic",
          "sun.nio.ch",
          "sun.nio.cs",
          "sun.security.action",
          "sun.util.calendar");

  private final Process process;
  private final Path errors;
  private final BufferedReader answers;
  private final Writer statements;

  private SparkProcess(Process process, Path errors) {
    this.process = process;
    this.errors = errors;
    this.answers =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    this.statements =
        new BufferedWriter(
            new OutputStreamWriter(process.getOutputStream(), StandardCharsets.UTF_8));
  }

  /** Starts it; Iceberg's catalog is in the directory. */
  static SparkProcess start(Path directory) throws IOException {
    Path built = Path.of(System.getProperty("interop.spark"));
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx1200m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
    OPENS.forEach(name -> command.add("--add-opens=java.base/" + name + "=ALL-UNNAMED"));
    command.add("-Djdk.reflect.useDirectMethodHandle=false");
    command.add("-Duser.timezone=America/St_Johns");
    command.add("-Djava.io.tmpdir=" + directory);
    command.add("-cp");
    command.add(built.resolve("classes") + ":" + Files.readString(built.resolve("class-path.txt")));
    command.add("io.refrain.interop.spark.SqlServer");
    command.add(directory.toString());
    Path errors = directory.resolve("spark.log");
    Process process =
        new ProcessBuilder(command)
            .directory(directory.toFile())
            .redirectError(errors.toFile())
            .start();
    SparkProcess spark = new SparkProcess(process, errors);
    spark.read();
    return spark;
  }

  /**
   * Runs a statement.
   *
   * @throws AssertionError with Spark's message if it fails
   */
  Answer sql(String statement) {
    if (statement.contains("\n")) {
      throw new IllegalArgumentException("A statement is one line: " + statement);
    }
    try {
      statements.write(statement + "\n");
      statements.flush();
      JsonNode answer = read();
      if (answer.has("error")) {
        throw new AssertionError(statement + "\nfailed: " + answer.path("error").asText());
      }
      return Answer.of(answer);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private JsonNode read() throws IOException {
    String line = answers.readLine();
    if (line == null) {
      throw new AssertionError("Spark ended: " + Files.readString(errors, StandardCharsets.UTF_8));
    }
    return JSON.readTree(line);
  }

  @Override
  public void close() throws IOException {
    statements.close();
    try {
      if (!process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
