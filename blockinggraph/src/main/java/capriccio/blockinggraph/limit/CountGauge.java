package capriccio.blockinggraph.limit;

import java.util.function.DoubleSupplier;

/** A count that is exact, without signs of its own that it is too much: the limit is the one that is given. */
public record CountGauge(DoubleSupplier count) implements Gauge {
    @Override
    public double used() {
        return count.getAsDouble();
    }

    @Override
    public double strain() {
        return 0;
    }

    @Override
    public boolean canStick() {
        return false;
    }
}
