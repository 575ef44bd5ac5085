package io.refrain.pipelines.input;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.function.Function;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;

/** The hand-written parsers against those of the JDK. */
class TextParsersPropertyTest {
  private static final String REFUSED = "refused";

  private interface Parser {
    Object parse(byte[] bytes, int from, int to);
  }

  /** Parses in the middle of other bytes: a parser must not look beyond its part. */
  private static Object ours(String text, Parser parser) {
    byte[] value = text.getBytes(StandardCharsets.UTF_8);
    byte[] bytes = ("00" + text + "00:00").getBytes(StandardCharsets.UTF_8);
    try {
      return parser.parse(bytes, 2, 2 + value.length);
    } catch (Unfit e) {
      return REFUSED;
    }
  }

  private static Object theirs(String text, Function<String, Object> parser) {
    try {
      return parser.apply(text);
    } catch (ArithmeticException | NumberFormatException | DateTimeException e) {
      return REFUSED;
    }
  }

  @Property(tries = 3000)
  void wholeNumbersAreThoseOfLong(@ForAll("numberish") String text) {
    assertThat(
        ours(text, (b, f, t) -> WholeText.whole(b, f, t, Long.MIN_VALUE, Long.MAX_VALUE)),
        is(theirs(text, Long::parseLong)));
  }

  @Property
  void everyLongIsReadAndItsNeighboursBeyondTheRangeAreNot(@ForAll long value) {
    assertThat(
        ours("" + value, (b, f, t) -> WholeText.whole(b, f, t, Long.MIN_VALUE, Long.MAX_VALUE)),
        is(value));
    assertThat(
        ours("" + value, (b, f, t) -> WholeText.whole(b, f, t, value + 1, Long.MAX_VALUE)),
        is(value == Long.MAX_VALUE ? value : REFUSED));
  }

  @Property(tries = 3000)
  void decimalsAreThoseOfBigDecimalIfExact(
      @ForAll("numberish") String text,
      @ForAll @IntRange(min = 1, max = 18) int precision,
      @ForAll @IntRange(max = 18) int wantedScale) {
    int scale = Math.min(precision, wantedScale);
    Object expected = theirs(text, t -> unscaled(t, precision, scale).longValueExact());

    assertThat(
        ours(text, (b, f, t) -> DecimalText.unscaled(b, f, t, precision, scale)), is(expected));
  }

  @Property(tries = 3000)
  void longDecimalsAreThoseOfBigDecimalIfExact(
      @ForAll("numberish") String text, @ForAll @IntRange(max = 38) int scale) {
    Object expected = theirs(text, t -> unscaled(t, 38, scale));

    assertThat(ours(text, (b, f, t) -> DecimalText.general(b, f, t, 38, scale)), is(expected));
  }

  private static BigInteger unscaled(String text, int precision, int scale) {
    BigDecimal value = new BigDecimal(text);
    if (value.signum() != 0 && value.precision() - value.scale() > precision - scale + 1000) {
      throw new ArithmeticException("too large to be scaled");
    }
    BigInteger unscaled = value.setScale(scale).unscaledValue();
    if (unscaled.abs().compareTo(BigInteger.TEN.pow(precision)) >= 0) {
      throw new ArithmeticException("too large");
    }
    return unscaled;
  }

  @Property
  void everyDecimalIsReadAtItsScale(
      @ForAll @LongRange(min = -999_999_999_999_999_999L, max = 999_999_999_999_999_999L)
          long unscaled,
      @ForAll @IntRange(max = 18) int scale) {
    String text = BigDecimal.valueOf(unscaled, scale).toPlainString();

    assertThat(ours(text, (b, f, t) -> DecimalText.unscaled(b, f, t, 18, scale)), is(unscaled));
  }

  @Property(tries = 2000)
  void doublesAndFloatsAreThoseOfJava(@ForAll double value, @ForAll float single) {
    assertThat(ours("" + value, DecimalText::floating), is(value));
    assertThat(ours("" + single, DecimalText::real), is(single));
  }

  @Property(tries = 3000)
  void datesAreThoseOfJava(@ForAll("dateish") String text) {
    Object expected =
        text.length() == 10 ? theirs(text, t -> (int) LocalDate.parse(t).toEpochDay()) : REFUSED;

    assertThat(ours(text, (b, f, t) -> TimeText.date(b, f, t)), is(expected));
  }

  @Property
  void everyDayOfTenThousandYearsIsRead(
      @ForAll @IntRange(min = -719_528, max = 2_932_896) int day) {
    String text = LocalDate.ofEpochDay(day).toString();

    assertThat(ours(text, (b, f, t) -> TimeText.date(b, f, t)), is(day));
  }

  @Property(tries = 3000)
  void timestampsAreThoseOfJava(
      @ForAll("dateish") String date,
      @ForAll("timeish") String time,
      @ForAll("offsets") String offset,
      @ForAll boolean space) {
    String iso = date + "T" + time + offset;
    Object expected =
        date.length() != 10
            ? REFUSED
            : theirs(
                iso,
                t ->
                    micros(
                        OffsetDateTime.parse(
                                offset.isEmpty() ? t + "Z" : t,
                                DateTimeFormatter.ISO_OFFSET_DATE_TIME)
                            .toInstant()));

    String text = space ? iso.replace('T', ' ') : iso;
    assertThat(ours(text, TimeText::instant), is(expected));
  }

  @Property(tries = 2000)
  void localTimestampsAreThoseOfJavaAndRefuseOffsets(
      @ForAll("dateish") String date,
      @ForAll("timeish") String time,
      @ForAll("offsets") String offset) {
    String text = date + "T" + time + offset;
    Object expected =
        date.length() == 10 && offset.isEmpty()
            ? theirs(text, t -> micros(LocalDateTime.parse(t).toInstant(ZoneOffset.UTC)))
            : REFUSED;

    assertThat(ours(text, TimeText::local), is(expected));
  }

  @Property(tries = 2000)
  void timesAreThoseOfJava(@ForAll("timeish") String text) {
    Object expected =
        theirs(
            text,
            t -> {
              long nanos = LocalTime.parse(t).toNanoOfDay();
              return exactMicros(nanos);
            });

    assertThat(ours(text, TimeText::time), is(expected));
  }

  private static long micros(Instant instant) {
    // Not ChronoUnit.MICROS.between: that counts nanoseconds on the way, and overflows after 2262.
    BigDecimal seconds =
        BigDecimal.valueOf(instant.getEpochSecond()).add(BigDecimal.valueOf(instant.getNano(), 9));
    return seconds.movePointRight(6).longValueExact();
  }

  private static long exactMicros(long nanos) {
    if (nanos % 1000 != 0) {
      throw new ArithmeticException("finer than a microsecond");
    }
    return nanos / 1000;
  }

  @Property(tries = 3000)
  void wellFormedUtf8IsWhatTheJdkDecodes(@ForAll("utf8ish") byte[] bytes) {
    String decoded = new String(bytes, StandardCharsets.UTF_8);
    boolean wellFormed = java.util.Arrays.equals(decoded.getBytes(StandardCharsets.UTF_8), bytes);

    assertThat(Utf8.malformedAt(bytes, 0, bytes.length) < 0, is(wellFormed));
  }

  @Provide
  static Arbitrary<byte[]> utf8ish() {
    return Arbitraries.of(
            0x41, 0x7f, 0x80, 0x8f, 0x90, 0x9f, 0xa0, 0xbf, 0xc0, 0xc1, 0xc2, 0xdf, 0xe0, 0xe1,
            0xed, 0xef, 0xf0, 0xf1, 0xf4, 0xf5, 0xff)
        .list()
        .ofMaxSize(6)
        .map(
            values -> {
              byte[] bytes = new byte[values.size()];
              for (int i = 0; i < bytes.length; i++) {
                bytes[i] = values.get(i).byteValue();
              }
              return bytes;
            });
  }

  @Provide
  static Arbitrary<String> numberish() {
    Arbitrary<String> scraps =
        Arbitraries.of(
                "0",
                "1",
                "9",
                "00",
                "12345678901234567",
                "-",
                "+",
                ".",
                "e",
                "E5",
                "e-3",
                " ",
                "x",
                "9223372036854775807",
                "9223372036854775808",
                "922337203685477580")
            .list()
            .ofMaxSize(4)
            .map(parts -> String.join("", parts));
    Arbitrary<String> numbers =
        Arbitraries.bigDecimals()
            .between(new BigDecimal("-1e40"), new BigDecimal("1e40"))
            .ofScale(6)
            .map(BigDecimal::toPlainString);
    Arbitrary<String> small = Arbitraries.doubles().between(-1e6, 1e6).map(String::valueOf);
    return Arbitraries.oneOf(scraps, numbers, small);
  }

  @Provide
  static Arbitrary<String> dateish() {
    Arbitrary<String> dates =
        Arbitraries.integers().between(-800_000, 3_000_000).map(d -> "" + LocalDate.ofEpochDay(d));
    Arbitrary<String> parts =
        Arbitraries.of(
            "2024-02-29",
            "2023-02-29",
            "1900-02-29",
            "2000-02-29",
            "2024-04-31",
            "2024-13-01",
            "2024-00-10",
            "2024-01-00",
            "2024-1-01",
            "20240101",
            "2024/01/01",
            "0000-01-01",
            "9999-12-31",
            "2024-12-32",
            "2024-0a-01",
            "",
            "２024-01-01",
            "-024-01-01");
    return Arbitraries.oneOf(dates, parts);
  }

  @Provide
  static Arbitrary<String> timeish() {
    Arbitrary<String> times =
        Arbitraries.longs()
            .between(0, 86_399_999_999L)
            .map(m -> "" + LocalTime.ofNanoOfDay(m * 1000));
    Arbitrary<String> parts =
        Arbitraries.of(
            "24:00",
            "23:59:60",
            "10",
            "10:",
            "10:00:0",
            "10:00:00.123456789",
            "10:00:00.123456000",
            "10:00:00.1234567890",
            "10:60",
            "1:00",
            "10:00:00,5",
            "10.00",
            "10:00.5",
            "-1:00",
            "10:00:00:00",
            "");
    return Arbitraries.oneOf(times, parts);
  }

  @Provide
  static Arbitrary<String> offsets() {
    return Arbitraries.of(
        "",
        "Z",
        "+00:00",
        "-00:30",
        "+05:45",
        "-18:00",
        "+18:01",
        "+19:00",
        "+05:45:30",
        "+5:45",
        "+0x:00",
        "Q",
        "+",
        "+01:60",
        "Z0");
  }
}
