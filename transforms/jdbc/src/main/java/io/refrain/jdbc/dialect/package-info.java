/**
 * What differs between databases: text in, text out. A dialect is found by {@link
 * java.util.ServiceLoader}, so a database can be added without touching this library.
 */
package io.refrain.jdbc.dialect;
