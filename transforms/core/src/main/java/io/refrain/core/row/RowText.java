package io.refrain.core.row;

import java.util.StringJoiner;

/** Renders encoded rows for a person: {@code {order_id=1, product=null}}, long ones shortened. */
public final class RowText {
  private static final int MAX_CHARS = 500;

  private final RowLayout layout;
  private final RowConverter converter;
  private final RowCursor cursor;

  public RowText(RowLayout layout) {
    this.layout = layout;
    this.converter = new RowConverter(layout);
    this.cursor = new RowCursor(layout);
  }

  public String render(byte[] bytes, int offset, int length) {
    cursor.at(bytes, offset, length);
    StringJoiner out = new StringJoiner(", ", "{", "}");
    for (int i = 0; i < layout.columnCount(); i++) {
      Object value = converter.value(cursor, i);
      String text =
          value instanceof byte[] b ? "0x" + java.util.HexFormat.of().formatHex(b) : "" + value;
      out.add(layout.name(i) + "=" + text);
    }
    String text = out.toString();
    return text.length() <= MAX_CHARS ? text : text.substring(0, MAX_CHARS) + "...";
  }
}
