package capriccio.blockinggraph.limit;

/** What is in use of one resource, and whether it is too much. Read at regular intervals by one thread. */
public interface Gauge {
    /** In the resource's unit, not negative; 0 while nothing is known. */
    double used();

    /** Early signs of thrashing: 0 for none, 1 where more of the resource in use makes the program slower. Read after {@link #used}. */
    double strain();

    /** False for a count that is exact: it may stay the same for long while threads wait for it. */
    default boolean canStick() {
        return true;
    }
}
