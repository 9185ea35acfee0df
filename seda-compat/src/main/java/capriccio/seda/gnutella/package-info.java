/** A Gnutella router as an application of the API of 2002, and the traffic that its experiment puts on it. */
@NullMarked
package capriccio.seda.gnutella;

import org.jspecify.annotations.NullMarked;
