package capriccio.bench.load;

/** Source addresses: with many connections to loopback, clients are spread over 127.0.0.2, 127.0.0.3 and so on. */
public final class Sources {
    private static final int PER_ADDRESS = 1_000;
    private static final int ADDRESSES = 200;

    private Sources() {}

    /** The address that client {@code id} binds to; empty to leave it to the kernel. */
    static String of(LoadSpec spec, int id) {
        return of(spec.host(), spec.connections(), id);
    }

    /** The same of so many connections to {@code host}. */
    public static String of(String host, int connections, int id) {
        if (connections <= PER_ADDRESS || !host.startsWith("127.")) {
            return "";
        }
        return "127.0.0." + (2 + id / PER_ADDRESS % ADDRESSES);
    }
}
