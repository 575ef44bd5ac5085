/** What a check found, for a person and for a machine. */
package io.refrain.testkit.report;
