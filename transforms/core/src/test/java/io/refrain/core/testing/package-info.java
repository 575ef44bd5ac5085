/**
 * What the tests of every store share: a store in memory that is strict, one that fails at any call
 * one likes, the loop that crashes a run at every step, and the contract that each store proves.
 */
package io.refrain.core.testing;
