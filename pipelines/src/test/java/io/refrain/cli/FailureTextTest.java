package io.refrain.cli;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;

class FailureTextTest {

  @Test
  void whatOnlyWrapsIsPassedOver() {
    Exception root = new IOException("No space left on device");

    assertThat(
        FailureText.of(new RuntimeException(new ExecutionException(root))),
        is("No space left on device"));
  }

  @Test
  void whatWasBeingDoneStandsBeforeWhy() {
    Exception root = new IOException("No space left on device.");
    Exception around = new UncheckedIOException("Cannot write a file", new IOException(root));

    assertThat(FailureText.of(around), is("Cannot write a file: No space left on device"));
  }

  @Test
  void aReasonThatIsToldAlreadyIsNotRepeated() {
    Exception root = new IOException("disk full");

    assertThat(
        FailureText.of(new IOException("Cannot stage x: disk full. Mend it.", root)),
        is("Cannot stage x: disk full. Mend it"));
    assertThat(
        FailureText.of(new IOException("Cannot stage /x: /x", new NoSuchFileException("/x"))),
        is("Cannot stage /x: /x"));
  }

  @Test
  void filesAreToldInWords() {
    assertThat(FailureText.of(new NoSuchFileException("/x")), is("there is no file /x"));
    assertThat(FailureText.of(new AccessDeniedException("/x")), is("no permission for /x"));
    assertThat(FailureText.of(new FileAlreadyExistsException("/x")), is("/x is there already"));
  }

  @Test
  void aMessageThatSaysNothingComesWithTheNameOfTheFault() {
    assertThat(FailureText.of(new NullPointerException()), is("NullPointerException"));
    assertThat(
        FailureText.of(new ArrayIndexOutOfBoundsException("42")),
        is("ArrayIndexOutOfBoundsException: 42"));
  }

  @Test
  void aChainThatEndsInItselfEnds() {
    Exception a = new IOException("one thing");
    Exception b = new IOException("another thing", a);
    a.initCause(b);

    assertThat(FailureText.of(a).isEmpty(), is(false));
  }
}
