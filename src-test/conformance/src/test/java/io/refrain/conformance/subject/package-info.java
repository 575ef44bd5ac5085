/** The targets of the suite: real stores, how to read them apart from our code, and defects. */
package io.refrain.conformance.subject;
