package io.refrain.cli.verify;

import io.refrain.jdbc.scratch.ScratchTable;
import io.refrain.testkit.stored.StoredContent;
import io.refrain.testkit.stored.StoredRow;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** An empty table of a database. */
public final class DatabaseCopy implements TargetCopy {
  private final ScratchTable scratch;

  public DatabaseCopy(ScratchTable scratch) {
    this.scratch = scratch;
  }

  @Override
  public boolean isThere() {
    return scratch.isThere();
  }

  @Override
  public void renew() throws Exception {
    scratch.renew();
  }

  @Override
  public Map<String, Object> options() {
    return Map.of("--target", scratch.connection().url(), "--table", scratch.table());
  }

  @Override
  public Map<String, StoredContent> contents() throws SQLException {
    Map<String, StoredContent> contents = new LinkedHashMap<>();
    contents.put("", this::rows);
    // What triggers write elsewhere is written again as well.
    for (String table : scratch.quotedBesides()) {
      contents.put(table, () -> rowsOf(table));
    }
    return contents;
  }

  private List<StoredRow> rows() throws Exception {
    Optional<String> table = scratch.quoted();
    return table.isPresent() ? rowsOf(table.get()) : List.of();
  }

  private List<StoredRow> rowsOf(String table) throws Exception {
    return scratch.read(source -> StoredContent.jdbcQuery(source, "SELECT * FROM " + table).read());
  }

  @Override
  public List<String> notes() {
    return scratch.notes();
  }

  @Override
  public void close() {
    scratch.close();
  }
}
