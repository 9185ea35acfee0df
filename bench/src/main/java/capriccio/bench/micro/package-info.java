/**
 * The measured code of the primitives: JMH benchmarks, and programs that measure what JMH cannot. It runs in forked JVMs;
 * which threads it runs on is the fork's affair ({@link capriccio.bench.micro.Threads}), the code is the same.
 */
@NullMarked
package capriccio.bench.micro;

import org.jspecify.annotations.NullMarked;
