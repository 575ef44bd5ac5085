/** Spark as another process: SQL in, rows as JSON out. */
package io.refrain.interop.spark;
