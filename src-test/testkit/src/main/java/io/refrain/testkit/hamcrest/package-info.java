/** Matchers for reports. */
package io.refrain.testkit.hamcrest;
