/** Ready-made pipelines: each one class with its options and a small {@code build}. */
package io.refrain.pipelines;
