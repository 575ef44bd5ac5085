package io.refrain.core.merge;

import io.refrain.core.store.TableFile;
import java.io.Serializable;

/**
 * A file that may hold a touched key.
 *
 * @param base the version of the table it is one of
 * @param number by which rows refer to it
 * @param file what it is
 */
record FileTask(String base, int number, TableFile file) implements Serializable {}
