/**
 * What a store implements so that a scope of it can be replaced atomically. No Beam pipeline types:
 * the commit protocol, and the tests that crash it at every step, drive a store directly.
 */
package io.refrain.core.store;
