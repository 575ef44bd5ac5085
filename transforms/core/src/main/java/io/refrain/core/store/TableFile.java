package io.refrain.core.store;

import java.io.Serializable;

/**
 * A file of a table, of one version, described so that any worker can read it, remove it in a
 * commit, or delete rows of it.
 *
 * @param location where the store finds it and the deletes that apply to it, in the store's own
 *     words; each file of a version has another one
 * @param rows how many rows it holds, deleted ones included
 * @param bytes how much space it takes; 0 if the store does not know
 */
public record TableFile(String location, long rows, long bytes) implements Serializable {}
