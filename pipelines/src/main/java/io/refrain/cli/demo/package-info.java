/** The tour: what a second run does to what was stored by the first. */
package io.refrain.cli.demo;
