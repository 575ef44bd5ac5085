/**
 * Oracle, 18c or later, in a database of character set AL32UTF8. Did not run on a real server in
 * the tests: statements are compared with golden ones, and read by a parser or by H2 in its mode
 * for Oracle where that understands them.
 */
package io.refrain.jdbc.oracle;
