package io.refrain.pipelines.example;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;

/**
 * Orders of a shop, made up: twenty that a person can follow, or millions for a benchmark.
 *
 * <p>The same arguments give the same bytes on every machine: no clock, no locale, no random source
 * but the seed. The schema is {@link #SCHEMA}.
 */
public final class ExampleOrders {
  /** The columns, as {@code --schema} takes them. */
  public static final String SCHEMA =
      "order_id BIGINT NOT NULL, customer_id BIGINT, product VARCHAR, quantity INTEGER,"
          + " amount DECIMAL(12,2), order_date DATE, updated_at TIMESTAMP";

  /** The date of the first order. */
  public static final LocalDate FIRST_DATE = LocalDate.of(2024, 3, 15);

  private static final int EXAMPLE_ORDERS = 20;
  private static final int ORDERS_PER_DATE = 10;
  private static final int FIRST_ID = 1001;
  private static final int OPENING_SECOND = 9 * 3600;
  private static final int REDELIVERY_SECOND = 18 * 3600;

  private record Product(String name, int cents) {
    byte[] bytes() {
      return name.getBytes(StandardCharsets.UTF_8);
    }
  }

  private static final List<Product> PRODUCTS =
      List.of(
          new Product("Desk lamp", 3490),
          new Product("Notebook A5", 450),
          new Product("Fountain pen", 2800),
          new Product("Café mug", 1290),
          new Product("Backpack", 6900),
          new Product("Water bottle", 1850),
          new Product("Headphones", 11900),
          new Product("Mouse pad", 990),
          new Product("USB-C cable", 1490),
          new Product("Paper clips", 220));

  private ExampleOrders() {}

  /**
   * Writes {@code orders.csv}, ten orders of each of two dates, and {@code orders_redelivery.csv},
   * the same orders with other quantities and amounts and a later {@code updated_at}.
   *
   * @param directory made if it is not there; files of these names are replaced
   * @return the two files
   */
  public static List<Path> writeExample(Path directory) throws IOException {
    Files.createDirectories(directory);
    Path first = directory.resolve("orders.csv");
    Path second = directory.resolve("orders_redelivery.csv");
    writeTwenty(first, 0, OPENING_SECOND);
    writeTwenty(second, 1, REDELIVERY_SECOND);
    return List.of(first, second);
  }

  private static void writeTwenty(Path file, int more, int second) throws IOException {
    try (OrderLines lines = new OrderLines(Files.newOutputStream(file))) {
      for (int i = 0; i < EXAMPLE_ORDERS; i++) {
        Product product = PRODUCTS.get(i * 7 % PRODUCTS.size());
        int quantity = 1 + i % 4 + more * (1 + i % 3);
        byte[] date = OrderLines.dateBytes(FIRST_DATE.plusDays(i / ORDERS_PER_DATE));
        lines.line(
            FIRST_ID + i,
            501 + i * 3 % 8,
            product.bytes(),
            quantity,
            (long) quantity * product.cents,
            date,
            date,
            second + i % ORDERS_PER_DATE * 300);
      }
    }
  }

  /**
   * Writes many orders, in no particular order, as one file.
   *
   * @throws IOException if the file cannot be written; it may then hold a part
   */
  public static void write(Path file, OrderSpec spec) throws IOException {
    write(List.of(file), spec);
  }

  /** Writes many orders, cut into files of about equal size, each with its header. */
  public static void write(List<Path> files, OrderSpec spec) throws IOException {
    byte[][] products = PRODUCTS.stream().map(Product::bytes).toArray(byte[][]::new);
    byte[][] dates = new byte[spec.days()][];
    for (int i = 0; i < dates.length; i++) {
      dates[i] = OrderLines.dateBytes(spec.firstDate().plusDays(i));
    }
    OrderSequence orders = new OrderSequence(spec);
    for (int i = 0; i < files.size(); i++) {
      long to =
          spec.rows() / files.size() * (i + 1)
              + spec.rows() % files.size() * (i + 1) / files.size();
      Path parent = files.get(i).toAbsolutePath().getParent();
      Files.createDirectories(parent);
      try (OrderLines lines = new OrderLines(Files.newOutputStream(files.get(i)))) {
        while (orders.position() < to) {
          orders.next();
          int product = orders.pick(products.length);
          lines.line(
              orders.orderId(),
              orders.customerId(),
              products[product],
              orders.quantity(),
              (long) orders.quantity() * PRODUCTS.get(product).cents,
              dates[orders.day()],
              dates[orders.day()],
              orders.updatedSecond());
        }
      }
    }
  }
}
