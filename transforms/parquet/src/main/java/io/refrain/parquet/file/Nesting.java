package io.refrain.parquet.file;

import org.apache.parquet.schema.GroupType;
import org.apache.parquet.schema.LogicalTypeAnnotation.ListLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.MapKeyValueTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.MapLogicalTypeAnnotation;
import org.apache.parquet.schema.Type;

/**
 * Recognises lists and maps, those of old writers included.
 *
 * <p>Source: Apache Parquet format specification, LogicalTypes.md, rules for backward
 * compatibility.
 */
final class Nesting {
  private Nesting() {}

  static boolean isList(GroupType group) {
    return group.getLogicalTypeAnnotation() instanceof ListLogicalTypeAnnotation
        && hasOneRepeatedField(group);
  }

  static boolean isMap(GroupType group) {
    boolean annotated =
        group.getLogicalTypeAnnotation() instanceof MapLogicalTypeAnnotation
            || group.getLogicalTypeAnnotation() instanceof MapKeyValueTypeAnnotation;
    return annotated
        && hasOneRepeatedField(group)
        && !group.getType(0).isPrimitive()
        && group.getType(0).asGroupType().getFieldCount() == 2;
  }

  private static boolean hasOneRepeatedField(GroupType group) {
    return group.getFieldCount() == 1 && group.getType(0).isRepetition(Type.Repetition.REPEATED);
  }

  /** The type of a list's elements: the repeated field itself, or the one field in it. */
  static Type element(GroupType list) {
    Type repeated = list.getType(0);
    return isElement(list, repeated) ? repeated : repeated.asGroupType().getType(0);
  }

  /** Whether the repeated field is the element itself, as old writers of two levels have it. */
  static boolean isElement(GroupType list, Type repeated) {
    if (repeated.isPrimitive() || repeated.asGroupType().getFieldCount() > 1) {
      return true;
    }
    String name = repeated.getName();
    return name.equals("array") || name.equals(list.getName() + "_tuple");
  }
}
