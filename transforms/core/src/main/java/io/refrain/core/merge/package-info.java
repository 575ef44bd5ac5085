/**
 * Merging rows into a table of immutable files, by key: find the files that may hold a touched key,
 * read those rows, decide, write anew only the files that change, and commit once.
 */
package io.refrain.core.merge;
