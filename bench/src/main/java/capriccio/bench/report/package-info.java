/** What the measurements say: summary, ratios, JMH-shaped JSON, one HTML page, a table. */
@NullMarked
package capriccio.bench.report;

import org.jspecify.annotations.NullMarked;
