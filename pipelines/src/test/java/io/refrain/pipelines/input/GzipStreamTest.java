package io.refrain.pipelines.input;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GzipStreamTest {

  private static byte[] gzip(byte[] data) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
      gzip.write(data);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  private static byte[] join(byte[]... parts) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Arrays.stream(parts).forEach(out::writeBytes);
    return out.toByteArray();
  }

  /** Reads through a source that hands out few bytes at a time. */
  private static byte[] read(byte[] compressed, int atOnce) {
    InputStream in =
        new ByteArrayInputStream(compressed) {
          @Override
          public synchronized int read(byte[] b, int offset, int length) {
            return super.read(b, offset, Math.min(length, atOnce));
          }
        };
    try (GzipStream gzip = new GzipStream(in, "orders.csv.gz")) {
      return gzip.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static byte[] random(int size) {
    byte[] data = new byte[size];
    new Random(size).nextBytes(data);
    return data;
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 7, 1000, 1 << 20})
  void membersFollowOneAnother(int atOnce) {
    byte[] one = random(200_000);
    byte[] two = "order_id\n1\n".repeat(1000).getBytes(java.nio.charset.StandardCharsets.UTF_8);

    byte[] read = read(join(gzip(one), gzip(new byte[0]), gzip(two), new byte[100]), atOnce);

    assertThat(Arrays.equals(read, join(one, two)), is(true));
  }

  @Test
  void optionalHeaderFieldsArePassedOver() {
    byte[] plain = gzip(new byte[] {1, 2, 3});
    byte[] withAll = join(plain.clone());
    withAll[3] = 4 | 8 | 16 | 2;
    byte[] header = Arrays.copyOf(withAll, 10);
    byte[] extra = {2, 0, 9, 9, 'n', 0, 'c', 0, 7, 7};
    byte[] body = Arrays.copyOfRange(withAll, 10, withAll.length);

    assertThat(read(join(header, extra, body), 3), is(new byte[] {1, 2, 3}));
  }

  @Test
  void aFileCutOffAnywhereIsAnError() {
    byte[] whole = gzip(random(1000));
    for (int length = 0; length < whole.length; length++) {
      byte[] cut = Arrays.copyOf(whole, length);

      InputException e = assertThrows(InputException.class, () -> read(cut, 1 << 20));

      assertThat(e.getMessage(), containsString("orders.csv.gz is not a complete gzip file"));
    }
  }

  @Test
  void aDamagedSecondMemberIsAnErrorNotTheEnd() {
    byte[] second = gzip(new byte[] {4, 5});
    second[1] = 0;

    InputException e =
        assertThrows(InputException.class, () -> read(join(gzip(new byte[] {1}), second), 1 << 20));

    assertThat(
        e.getMessage(),
        allOf(containsString("something else follows"), containsString("Nothing was stored.")));
  }

  @Test
  void aWrongChecksumIsAnError() {
    byte[] damaged = gzip(random(100));
    damaged[damaged.length - 6] ^= 1;

    InputException e = assertThrows(InputException.class, () -> read(damaged, 1 << 20));

    assertThat(e.getMessage(), containsString("its checksum does not match"));
  }

  @Test
  void whatIsNotGzipIsSaidToBe() {
    InputException e =
        assertThrows(InputException.class, () -> read(new byte[] {'a', ',', 'b'}, 10));

    assertThat(e.getMessage(), containsString("it is not gzip"));
  }
}
