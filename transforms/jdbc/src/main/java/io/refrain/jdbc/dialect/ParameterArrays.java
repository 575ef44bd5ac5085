package io.refrain.jdbc.dialect;

import java.util.List;

/** Rows bound to a statement as one array for each column: parameter {@code i} is column i's. */
public interface ParameterArrays {

  /** The FROM item with alias {@code s}; its columns are named as those given, in their order. */
  String rows(List<TargetTable.Column> columns);

  /** The type name that {@link java.sql.Connection#createArrayOf} is given for values of a type. */
  String elementType(StoredType type);
}
