/** SQLite, 3.39 or later, in a file. Ran in the tests. */
package io.refrain.jdbc.sqlite;
