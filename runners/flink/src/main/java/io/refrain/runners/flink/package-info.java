/**
 * How the command line runs on Beam's FlinkRunner: a cluster inside this process, or a real one.
 */
package io.refrain.runners.flink;
