/** The command line of Knot, the web server of Capriccio written as plain blocking Java. */
@NullMarked
package capriccio.knot;

import org.jspecify.annotations.NullMarked;
