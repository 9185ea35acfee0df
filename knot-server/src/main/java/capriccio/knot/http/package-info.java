/** The HTTP core that every server architecture shares: parsing, the answers of a static site, and their encoding. */
@NullMarked
package capriccio.knot.http;

import org.jspecify.annotations.NullMarked;
