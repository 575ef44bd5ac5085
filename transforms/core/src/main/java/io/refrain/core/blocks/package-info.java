/**
 * Getting rows into blocks, grouped, and out again. Every transform of this library takes a
 * collection of rows of any type with a schema, or of blocks as they are.
 */
package io.refrain.core.blocks;
