/**
 * How the command line runs on Beam's DirectRunner: in this process, for trying out and for tests.
 */
package io.refrain.runners.direct;
