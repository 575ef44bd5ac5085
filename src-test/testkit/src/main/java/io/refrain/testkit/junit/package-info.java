/** Beam's test pipeline under JUnit 5. */
package io.refrain.testkit.junit;
