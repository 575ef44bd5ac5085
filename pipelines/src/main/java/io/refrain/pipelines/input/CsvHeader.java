package io.refrain.pipelines.input;

import io.refrain.core.row.RowLayout;
import java.io.IOException;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Which field of a CSV file holds which column.
 *
 * @param fieldOf for each column of the schema, the number of its field
 * @param fieldCount how many fields the header names
 */
record CsvHeader(List<Integer> fieldOf, int fieldCount) implements Serializable {
  private static final int MAX_FIELDS = 10_000;

  /**
   * Reads the header, the first record that is not empty.
   *
   * @param ignoreExtra whether the file may have columns that the schema does not
   * @throws InputException if there is none, or it does not fit the schema
   */
  static CsvHeader read(CsvRecords records, String file, RowLayout layout, boolean ignoreExtra)
      throws IOException {
    if (!records.next()) {
      throw new InputException(
          file
              + " is empty. A CSV file begins with a header line that names its columns: "
              + String.join(",", layout.schema().getFieldNames())
              + ". Nothing was stored.");
    }
    List<String> names = names(records, file);
    return of(names, file, layout, ignoreExtra);
  }

  /** A reader of records that keeps the places of enough fields for any header. */
  static CsvRecords records(ByteWindow window, String file) {
    return new CsvRecords(window, file, MAX_FIELDS, true, 1);
  }

  private static List<String> names(CsvRecords records, String file) {
    byte[] b = records.bytes();
    int malformed = Utf8.malformedAt(b, records.recordStart(), records.recordEnd());
    if (malformed >= 0 || records.hasStrayText() || records.fieldCount() > MAX_FIELDS) {
      throw new InputException(
          file
              + ":"
              + records.line()
              + ": the header cannot be read: it "
              + (malformed >= 0
                  ? "is not UTF-8"
                  : records.hasStrayText()
                      ? "has text behind a closing quote"
                      : "has more than " + MAX_FIELDS + " columns")
              + ". Nothing was stored.");
    }
    List<String> names = new ArrayList<>();
    for (int i = 0; i < records.fieldCount(); i++) {
      int from = records.fieldStart(i);
      String name = new String(b, from, records.fieldEnd(i) - from, StandardCharsets.UTF_8);
      names.add(records.quotes(i) == CsvRecords.ESCAPED ? name.replace("\"\"", "\"") : name);
    }
    return names;
  }

  private static CsvHeader of(
      List<String> names, String file, RowLayout layout, boolean ignoreExtra) {
    List<String> wanted = layout.schema().getFieldNames();
    List<String> missing = wanted.stream().filter(w -> !names.contains(w)).toList();
    if (!missing.isEmpty()) {
      throw new InputException(
          "The header of "
              + file
              + " has no column "
              + quoted(missing)
              + ", which the schema names. Its columns are "
              + quoted(names)
              + ". Names must be equal, letter case included. Nothing was stored.");
    }
    List<String> extra = names.stream().filter(n -> !wanted.contains(n)).distinct().toList();
    if (!extra.isEmpty() && !ignoreExtra) {
      throw new InputException(
          "The header of "
              + file
              + " has the column "
              + quoted(extra)
              + ", which the schema does not name. Add it to the schema, or ask for extra columns to"
              + " be ignored. Nothing was stored.");
    }
    int[] fieldOf = new int[wanted.size()];
    for (int i = 0; i < fieldOf.length; i++) {
      String name = wanted.get(i);
      fieldOf[i] = names.indexOf(name);
      if (names.lastIndexOf(name) != fieldOf[i]) {
        throw new InputException(
            "The header of " + file + " names '" + name + "' twice. Nothing was stored.");
      }
    }
    return new CsvHeader(Arrays.stream(fieldOf).boxed().toList(), names.size());
  }

  private static String quoted(List<String> names) {
    return "'" + String.join("', '", names) + "'";
  }
}
