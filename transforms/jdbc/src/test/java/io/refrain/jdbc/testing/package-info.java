/** What the tests of other modules use of the tests of this one. */
package io.refrain.jdbc.testing;
