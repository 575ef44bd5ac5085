package io.refrain.iceberg;

/** Merges into a table of format version 2. */
class IcebergMergeV2Test extends IcebergMergeContract {
  @Override
  int version() {
    return 2;
  }
}
