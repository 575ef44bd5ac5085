/** What differs between two contents of a store, and what that most likely comes from. */
package io.refrain.testkit.difference;
