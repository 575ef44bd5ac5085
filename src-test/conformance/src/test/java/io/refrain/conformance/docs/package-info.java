/** The code in the documentation, as something that can be compiled. */
package io.refrain.conformance.docs;
