/** An outside system that remembers what it was asked to do. */
package io.refrain.testkit.http;
