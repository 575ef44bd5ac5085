/**
 * The commit protocol: a pure decision from request and state to a plan, one atomic act of the
 * store, and the loop around them that settles races and unknown outcomes.
 */
package io.refrain.core.commit;
