package io.refrain.jdbc;

import io.refrain.core.RefrainException;
import io.refrain.core.RefrainException.Kind;
import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Where a worker finds a credential. What travels with the pipeline is the place, not the value.
 */
public record Secret(Source source, String place) implements Serializable {

  public enum Source {
    /** The value itself; for user names, never for passwords. */
    LITERAL,
    ENVIRONMENT,
    FILE
  }

  /** The value, read now. */
  public String resolve(String what) {
    return switch (source) {
      case LITERAL -> place;
      case ENVIRONMENT -> {
        String value = System.getenv(place);
        if (value == null) {
          throw missing(what, "the environment variable " + place + " is not set on this worker");
        }
        yield value;
      }
      case FILE -> {
        try {
          yield Files.readString(Path.of(place)).strip();
        } catch (IOException e) {
          throw missing(what, "the file " + place + " cannot be read on this worker");
        }
      }
    };
  }

  private static RefrainException missing(String what, String why) {
    return new RefrainException(
        Kind.REFUSED,
        "No " + what + " for the database: " + why + ". Set it there. Nothing was changed.");
  }

  @Override
  public String toString() {
    return source == Source.LITERAL ? place : "(from " + source + " " + place + ")";
  }
}
