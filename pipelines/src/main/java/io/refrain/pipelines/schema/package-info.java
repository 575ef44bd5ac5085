/**
 * Saying what columns an input has: as text, like the column list of a CREATE TABLE, or as an Avro
 * schema file. Types are declared, never guessed from data.
 */
package io.refrain.pipelines.schema;
