/** H2, 2.x, in memory, in a file or as a server. Ran in the tests. */
package io.refrain.jdbc.h2;
