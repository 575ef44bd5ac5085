/**
 * The words of the promise as JSON, for manifests, ledgers and machines that read standard output.
 * What is written here is read back by every later release.
 */
package io.refrain.core.json;
