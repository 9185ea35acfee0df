package capriccio.bench.servers;

import java.util.Objects;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Holds if a value is what it was when it was last asked. */
final class Same<T> implements Predicate<T> {
    private @Nullable T last;

    @Override
    public boolean test(T value) {
        boolean same = Objects.equals(last, value);
        last = value;
        return same;
    }
}
