/**
 * How much of each resource there is, found while the program runs. Only the gauges that {@code Jvm…} names read the JVM;
 * all else is arithmetic on what it is given, and runs in simulations.
 */
@NullMarked
package capriccio.blockinggraph.limit;

import org.jspecify.annotations.NullMarked;
