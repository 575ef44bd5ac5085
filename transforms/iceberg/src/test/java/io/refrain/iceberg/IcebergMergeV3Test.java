package io.refrain.iceberg;

/** Merges into a table of format version 3. */
class IcebergMergeV3Test extends IcebergMergeContract {
  @Override
  int version() {
    return 3;
  }
}
