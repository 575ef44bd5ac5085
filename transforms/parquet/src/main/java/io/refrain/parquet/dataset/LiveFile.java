package io.refrain.parquet.dataset;

import io.refrain.core.Partition;
import java.io.Serializable;

/** A file of a planned read: small, so that a read is spread over workers file by file. */
record LiveFile(Partition partition, String path, String staged, long rows)
    implements Serializable {}
