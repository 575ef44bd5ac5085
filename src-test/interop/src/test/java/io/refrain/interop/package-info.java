/**
 * Others must agree: tables are written by Refrain and by Spark in turns, and each reads what the
 * other left. Spark is a process of its own with its own libraries, in another time zone.
 */
package io.refrain.interop;
