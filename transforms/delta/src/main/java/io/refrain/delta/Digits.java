package io.refrain.delta;

import io.refrain.core.RefrainException;
import io.refrain.core.RefrainException.Kind;
import java.nio.file.Path;
import java.util.Locale;

/** Kernel writes the numbers in the names of the log's files as the JVM's locale does. */
final class Digits {
  private Digits() {}

  /**
   * Refuses a locale whose digits are not 0 to 9: nobody would find an entry of such a name.
   *
   * @throws RefrainException of kind REFUSED
   */
  static void check(Path table) {
    Locale locale = Locale.getDefault(Locale.Category.FORMAT);
    if (!String.format(locale, "%d", 1234567890).equals("1234567890")) {
      throw new RefrainException(
          Kind.REFUSED,
          "Cannot use the Delta table "
              + table
              + ": this JVM's locale "
              + locale.toLanguageTag()
              + " writes numbers in other digits than 0 to 9, and Delta Kernel would name the files of"
              + " the log in them. Nothing was changed. Start Java with -Duser.language=en, or without"
              + " the locale's numbering system (-u-nu-).");
    }
  }
}
