package io.refrain.jdbc.table;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.startsWith;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.refrain.jdbc.table.TableName.Part;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

public final class TableNameTest {
  @Test
  void plainAndQualifiedAndQuotedNames() {
    assertThat(TableName.parse("orders"), is(new TableName(null, new Part("orders", false))));
    assertThat(
        TableName.parse("sales.orders"),
        is(new TableName(new Part("sales", false), new Part("orders", false))));
    assertThat(
        TableName.parse("sales.\"my.\"\"orders\"\"\""),
        is(new TableName(new Part("sales", false), new Part("my.\"orders\"", true))));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", ".", "a.", ".a", "a.b.c", "\"a", "a\"b", "\"a\"b", "\"\"", "a\0b", "\"a\".\""})
  void whatIsNoNameIsRefused(String name) {
    IllegalArgumentException e =
        assertThrows(IllegalArgumentException.class, () -> TableName.parse(name));
    assertThat(e.getMessage(), startsWith("Not a table name: '" + name + "'. Write table or"));
  }

  @Test
  void aNameMeansTheExactOneOrTheOnlySimilarOne() {
    List<String> names = List.of("Orders", "orders", "ITEMS", "Clients", "CLIENTS");
    assertThat(TableReader.match(new Part("orders", false), names), is(Optional.of("orders")));
    assertThat(TableReader.match(new Part("items", false), names), is(Optional.of("ITEMS")));
    assertThat(TableReader.match(new Part("items", true), names), is(Optional.empty()));
    assertThat(TableReader.match(new Part("clients", false), names), is(Optional.empty()));
  }
}
