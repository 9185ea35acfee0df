/** Haboob: the staged web server, an application of the API of 2002 over Knot's HTTP core and page cache. */
@NullMarked
package capriccio.seda.haboob;

import org.jspecify.annotations.NullMarked;
