package io.refrain.core;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.not;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class PartitionProperties {

  @Provide
  Arbitrary<String> texts() {
    return Arbitraries.oneOf(
        Arbitraries.strings().ofMaxLength(12),
        Arbitraries.of("", "/", "..", ".", "=", "%", "%2F", "a/../b", "ünï", "a b", "\u0000", "~"));
  }

  @Property(tries = 1000)
  void aPathIsReadBackAndStaysInItsSegments(
      @ForAll("texts") String column, @ForAll("texts") String one, @ForAll("texts") String two) {
    String name = "c" + column;
    Partition partition = new Partition(List.of(name, "d"), Arrays.asList(one, two));
    assertThat(Partition.parse(partition.path()), equalTo(partition));
    String[] segments = partition.path().split("/", -1);
    assertThat(segments.length, equalTo(2));
    for (String segment : segments) {
      assertThat(segment, not(equalTo("..")));
      assertThat(segment.indexOf('\\'), equalTo(-1));
    }
  }

  @Example
  void nullsAndNoColumnsHaveTheirOwnForms() {
    Partition none = new Partition(List.of("d"), Collections.singletonList(null));
    assertThat(none.path(), equalTo("d=__HIVE_DEFAULT_PARTITION__"));
    assertThat(Partition.parse(none.path()), equalTo(none));
    assertThat(none.value("d"), equalTo(null));
    assertThat(Partition.parse(""), equalTo(Partition.WHOLE));
    assertThat(Partition.WHOLE.path(), equalTo(""));
    assertThat(Partition.WHOLE.toString(), equalTo("the whole target"));
    assertThat(
        Partition.of("order_date", "2024-03-15").toString(), equalTo("order_date=2024-03-15"));
    assertThat(
        new Partition(List.of("a=b", "c"), List.of("x/y", "50%")).path(),
        equalTo("a%3Db=x%2Fy/c=50%25"));
  }

  @Example
  void theTextNullIsEscapedForThoseWhoTakeItForANull() {
    for (String text : List.of("NULL", "null", "Null")) {
      Partition partition = Partition.of("d", text);
      assertThat(partition.path(), not(equalTo("d=" + text)));
      assertThat(Partition.parse(partition.path()), equalTo(partition));
    }
    assertThat(Partition.of("d", "NULL").path(), equalTo("d=%4EULL"));
    assertThat(Partition.of("d", "NULLS").path(), equalTo("d=NULLS"));
  }

  @Example
  void whatIsWrongIsNamed() {
    assertThat(
        message(() -> Partition.parse("2024-03-15")),
        equalTo("'2024-03-15' is no partition. Write column=value, as in order_date=2024-03-15."));
    assertThat(
        message(() -> Partition.parse("a=1/")),
        equalTo("'a=1/' is no partition. Write column=value, as in order_date=2024-03-15."));
    assertThat(
        message(() -> new Partition(List.of("a", "b"), List.of("1"))),
        equalTo("2 partition columns but 1 values"));
    assertThat(
        message(() -> Partition.of("a", "1").value("b")),
        equalTo("'b' is no partition column; those are [a]."));
  }

  private static String message(Runnable wrong) {
    return assertThrows(IllegalArgumentException.class, wrong::run).getMessage();
  }
}
