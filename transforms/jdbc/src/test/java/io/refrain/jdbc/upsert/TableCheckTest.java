package io.refrain.jdbc.upsert;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.refrain.core.RefrainException;
import io.refrain.core.blocks.LatestBy;
import io.refrain.core.row.RowLayout;
import io.refrain.jdbc.dialect.JdbcDialect;
import io.refrain.jdbc.dialect.StoredType;
import io.refrain.jdbc.dialect.StoredType.Family;
import io.refrain.jdbc.postgres.PostgresDialect;
import io.refrain.jdbc.table.StoredTable;
import io.refrain.jdbc.table.StoredTable.Column;
import io.refrain.jdbc.table.StoredTable.UniqueIndex;
import io.refrain.jdbc.table.TableFacts;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Set;
import org.apache.beam.sdk.schemas.Schema;
import org.junit.jupiter.api.Test;

final class TableCheckTest {
  private static final StoredTable TABLE =
      new StoredTable(
          "shop",
          "users",
          List.of(column("id", Family.BIGINT), column("email", Family.TEXT)),
          List.of(
              new UniqueIndex("users_pkey", Set.of("id")),
              new UniqueIndex("users_email", Set.of("email"))));

  private static Column column(String name, Family family) {
    return new Column(name, new StoredType(family, family.name(), 0, 0), true, false, false);
  }

  private static TableCheck check(JdbcDialect dialect) {
    Schema schema = Schema.builder().addInt64Field("id").addStringField("email").build();
    return new TableCheck(
        dialect,
        RowLayout.of(schema),
        new LatestBy(List.of("id"), List.of("email"), null),
        TableFacts.of(TABLE));
  }

  @Test
  void anIndexThatCouldCaptureTheUpsertIsRefusedWhereTheDialectSaysSo() {
    // A dialect as MySQL's will be: an upsert there takes any unique index for its key.
    JdbcDialect capturing =
        (JdbcDialect)
            Proxy.newProxyInstance(
                JdbcDialect.class.getClassLoader(),
                new Class<?>[] {JdbcDialect.class},
                (proxy, method, arguments) ->
                    switch (method.getName()) {
                      case "anyUniqueIndexCaptures" -> true;
                      case "name" -> "Capturing";
                      default -> method.invoke(new PostgresDialect(), arguments);
                    });

    RefrainException e = assertThrows(RefrainException.class, () -> check(capturing).check());

    assertThat(
        e.getMessage(),
        is(
            "Cannot upsert into shop.users: it has further unique indexes, users_email [email], by"
                + " which an upsert on Capturing could overwrite a row of another key. Drop them, or"
                + " make the key one of them. Nothing was changed."));
  }

  @Test
  void whereItCannotCaptureItIsAllowed() {
    assertThat(check(new PostgresDialect()).check().keys(), is(List.of(0)));
  }
}
