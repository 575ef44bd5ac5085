package io.refrain.testkit.examples;

import io.refrain.testkit.Idempotency;
import io.refrain.testkit.report.IdempotencyReport;
import io.refrain.testkit.scenario.Scenario;
import io.refrain.testkit.stored.StoredContent;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;

/** The check without a test framework: prints the report, and writes it where one says. */
public final class CheckOrders {
  private CheckOrders() {}

  public static void main(String[] files) throws IOException {
    System.exit(check(System.out, files));
  }

  static int check(PrintStream out, String... files) throws IOException {
    Shop shop = new Shop();
    IdempotencyReport report =
        Idempotency.of(run -> BlindAppend.build(run, shop))
            .intervals(Shop.FIRST_DAY)
            .freshStore(() -> shop.create("orders", BlindAppend.TABLE))
            .storedContent("orders", StoredContent.jdbcTable(shop.dataSource(), "orders"))
            .only(Scenario.RUN_TWICE)
            .check();
    out.print(report.toText());
    for (String file : files) {
      report.writeTo(Path.of(file));
    }
    return report.exitCode();
  }
}
