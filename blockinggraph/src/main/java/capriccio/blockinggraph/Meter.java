package capriccio.blockinggraph;

/** Measures what each run of a thread takes of a resource or gives back. */
public interface Meter {
    /**
     * What was taken less what was given back on that carrier, ever. Called on the carrier, where one run ends and where the
     * next begins: costs nanoseconds, allocates nothing, does not throw.
     */
    long total(int carrier);
}
