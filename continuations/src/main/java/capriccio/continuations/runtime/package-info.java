/**
 * What woven code calls: continuations, user threads, carriers, monitors. Loaded by the boot loader, so that woven JDK
 * classes can link to it.
 *
 * <p>Nothing here may use a lambda, {@code invokedynamic} or {@code java.util.concurrent} on a path that runs while a
 * user thread is mounted: those classes are woven themselves and would recurse into this package.
 */
@NullMarked
package capriccio.continuations.runtime;

import org.jspecify.annotations.NullMarked;
