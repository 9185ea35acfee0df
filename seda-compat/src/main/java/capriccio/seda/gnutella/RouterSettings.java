package capriccio.seda.gnutella;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import seda.sandStorm.api.ConfigDataIF;
import seda.sandStorm.lib.Gnutella.ConnectionLimits;
import seda.sandStorm.lib.Gnutella.GnutellaConst;

/**
 * The router's arguments, from its {@code <initargs>}.
 *
 * @param listen {@code address} (127.0.0.1) and {@code port} (6346; 0 lets the system pick)
 * @param limits {@code clogThreshold} (100 packets), {@code sendBuffer} (bytes; 0, the system's choice) and
 *     {@code handshakeMillis} (10,000)
 * @param maxConnections {@code maxConnections} (1,000): neighbours beyond are turned away
 * @param routes {@code routes} (100,000): of each kind that are remembered
 * @param routeMillis {@code routeMillis} (60,000): a route is forgotten after once to twice as long
 * @param statsMillis {@code statsMillis} (5,000; 0 for never): between lines of statistics
 * @param queryMillis {@code queryMillis} (0): how long a query keeps its thread, as in the paper's experiment
 * @param filter {@code filter} (true): the stage's threshold sheds packets only; false has it shed any event
 * @param pongs {@code pongs} (true): whether pings are answered
 * @param neighbours {@code connect}: hosts as {@code host:port}, split on blanks, to connect to at the start
 * @param catches {@code catch} (0): hosts to find and connect to through {@code seed}
 * @param seed {@code seed}: {@code host:port}
 * @param exitWithStdin {@code exitWithStdin} (false): whether the process ends at the end of its standard input
 */
record RouterSettings(
        InetSocketAddress listen,
        ConnectionLimits limits,
        int maxConnections,
        int routes,
        int routeMillis,
        int statsMillis,
        int queryMillis,
        boolean filter,
        boolean pongs,
        List<String> neighbours,
        int catches,
        @Nullable String seed,
        boolean exitWithStdin) {
    private static final int HIGHEST_PORT = 65_535;

    static RouterSettings of(ConfigDataIF config) throws UnknownHostException {
        String address = text(config, "address", "127.0.0.1");
        int port = number(config, "port", GnutellaConst.DEFAULT_GNUTELLA_PORT, 0, HIGHEST_PORT);
        String[] connect = config.getStringList("connect");
        return new RouterSettings(
                new InetSocketAddress(InetAddress.getByName(address), port),
                new ConnectionLimits(
                        number(config, "clogThreshold", 100, 1, Integer.MAX_VALUE),
                        number(config, "sendBuffer", 0, 0, Integer.MAX_VALUE),
                        number(config, "handshakeMillis", 10_000, 1, Integer.MAX_VALUE)),
                number(config, "maxConnections", 1_000, 1, Integer.MAX_VALUE),
                number(config, "routes", 100_000, 2, Integer.MAX_VALUE),
                number(config, "routeMillis", 60_000, 1, Integer.MAX_VALUE),
                number(config, "statsMillis", 5_000, 0, Integer.MAX_VALUE),
                number(config, "queryMillis", 0, 0, 60_000),
                flag(config, "filter", "true"),
                flag(config, "pongs", "true"),
                connect == null ? List.of() : List.of(connect),
                number(config, "catch", 0, 0, Integer.MAX_VALUE),
                config.getString("seed"),
                flag(config, "exitWithStdin", "false"));
    }

    /** The address that {@code host:port} names. */
    static InetSocketAddress parse(String host) throws UnknownHostException {
        int colon = host.lastIndexOf(':');
        try {
            return new InetSocketAddress(
                    InetAddress.getByName(host.substring(0, Math.max(0, colon))), Integer.parseInt(host.substring(colon + 1)));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("not host:port: " + host, e);
        }
    }

    private static String text(ConfigDataIF config, String name, String otherwise) {
        String value = config.getString(name);
        return value == null ? otherwise : value;
    }

    private static boolean flag(ConfigDataIF config, String name, String otherwise) {
        String value = text(config, name, otherwise);
        if (!value.equals("true") && !value.equals("false")) {
            throw new IllegalArgumentException("router argument " + name + " must be true or false, not " + value);
        }
        return value.equals("true");
    }

    private static int number(ConfigDataIF config, String name, int otherwise, int least, int most) {
        String value = config.getString(name);
        if (value == null) {
            return otherwise;
        }
        try {
            int number = Integer.parseInt(value);
            if (number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException e) {
            // said below
        }
        throw new IllegalArgumentException(
                "router argument " + name + " must be a number from " + least + " to " + most + ", not " + value);
    }
}
