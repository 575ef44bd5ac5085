package io.refrain.pipelines.example;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;

/** Writes orders as CSV, straight to bytes. Not thread-safe. */
final class OrderLines implements AutoCloseable {
  static final String HEADER =
      "order_id,customer_id,product,quantity,amount,order_date,updated_at\n";
  private static final int FLUSH_BYTES = 256 << 10;
  private static final int MAX_LINE = 512;

  private final OutputStream out;
  private final byte[] buffer = new byte[FLUSH_BYTES + MAX_LINE];
  private int length;

  OrderLines(OutputStream out) throws IOException {
    this.out = out;
    put(HEADER.getBytes(StandardCharsets.UTF_8));
  }

  /** The bytes of a date, made once per date rather than once per line. */
  static byte[] dateBytes(LocalDate date) {
    return date.toString().getBytes(StandardCharsets.US_ASCII);
  }

  /**
   * @param secondOfDay of the update, on {@code updatedOn}
   */
  void line(
      long orderId,
      long customerId,
      byte[] product,
      int quantity,
      long amountCents,
      byte[] orderDate,
      byte[] updatedOn,
      int secondOfDay)
      throws IOException {
    number(orderId);
    put(',');
    number(customerId);
    put(',');
    put(product);
    put(',');
    number(quantity);
    put(',');
    number(amountCents / 100);
    put('.');
    two((int) (amountCents % 100));
    put(',');
    put(orderDate);
    put(',');
    put(updatedOn);
    put('T');
    two(secondOfDay / 3600);
    put(':');
    two(secondOfDay / 60 % 60);
    put(':');
    two(secondOfDay % 60);
    put('Z');
    put('\n');
    if (length >= FLUSH_BYTES) {
      flush();
    }
  }

  private void put(char c) {
    buffer[length++] = (byte) c;
  }

  private void put(byte[] text) {
    System.arraycopy(text, 0, buffer, length, text.length);
    length += text.length;
  }

  private void two(int value) {
    put((char) ('0' + value / 10));
    put((char) ('0' + value % 10));
  }

  private void number(long value) {
    int digits = 1;
    for (long rest = value; rest >= 10; rest /= 10) {
      digits++;
    }
    long rest = value;
    for (int at = length + digits - 1; at >= length; at--) {
      buffer[at] = (byte) ('0' + rest % 10);
      rest /= 10;
    }
    length += digits;
  }

  private void flush() throws IOException {
    out.write(buffer, 0, length);
    length = 0;
  }

  @Override
  public void close() throws IOException {
    flush();
    out.close();
  }
}
