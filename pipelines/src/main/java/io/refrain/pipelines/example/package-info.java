/**
 * Example data, made up and deterministic: the same arguments give the same bytes on every machine.
 */
package io.refrain.pipelines.example;
