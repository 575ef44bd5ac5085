/**
 * Replacing a scope of a target by the rows of a run: route, pack, group, stage, gather, commit.
 * Each step is a small transform of its own.
 */
package io.refrain.core.replace;
