package capriccio.bench.servers;

import com.zaxxer.hikari.HikariDataSource;
import java.io.IOException;
import java.io.OutputStream;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/**
 * A service over PostgreSQL: {@code JdbcServer DATABASE-PORT POOL}. A line with a number {@code n} moves one unit from
 * account {@code n} to the next in a transaction, and is answered by {@code n} and the sum of all accounts.
 */
public final class JdbcServer {
    static final int ACCOUNTS = 1_000;

    private JdbcServer() {}

    /** Serves until standard input ends. */
    public static void main(String[] args) throws Exception {
        int pool = Integer.parseInt(args[1]);
        try (HikariDataSource source = new HikariDataSource()) {
            source.setJdbcUrl("jdbc:postgresql://127.0.0.1:" + args[0] + "/postgres");
            source.setUsername("postgres");
            source.setMaximumPoolSize(pool);
            source.setConnectionTimeout(60_000);
            prepare(source);
            ServerSocket listener = new ServerSocket(0, ServerOptions.BACKLOG, InetAddress.getLoopbackAddress());
            Thread acceptor = new Thread(() -> accept(listener, source), "acceptor");
            acceptor.setDaemon(true);
            acceptor.start();
            ServerOptions.awaitEnd(listener.getLocalPort());
        }
        System.exit(0);
    }

    private static void prepare(HikariDataSource source) throws SQLException {
        try (Connection c = source.getConnection();
                var s = c.createStatement()) {
            s.execute("drop table if exists account");
            s.execute("create table account (id int primary key, units int)");
            s.execute("insert into account select i, 100 from generate_series(0, " + (ACCOUNTS - 1) + ") i");
        }
    }

    private static void accept(ServerSocket listener, HikariDataSource source) {
        try {
            while (true) {
                Socket socket = listener.accept();
                new Thread(() -> serve(socket, source), "connection").start();
            }
        } catch (IOException e) {
            System.err.println("accept: " + e);
        }
    }

    private static void serve(Socket accepted, HikariDataSource source) {
        try (Socket socket = accepted;
                BufferedReader in =
                        new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII))) {
            OutputStream out = socket.getOutputStream();
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                int account = Integer.parseInt(line);
                out.write((account + " " + transfer(source, account) + "\n").getBytes(StandardCharsets.US_ASCII));
            }
        } catch (IOException | SQLException e) {
            System.err.println("connection: " + e);
        }
    }

    private static long transfer(HikariDataSource source, int account) throws SQLException {
        try (Connection c = source.getConnection()) {
            c.setAutoCommit(false);
            int next = (account + 1) % ACCOUNTS;
            // In the order of their numbers, so that no two transactions wait for each other.
            add(c, Math.min(account, next), account < next ? -1 : 1);
            add(c, Math.max(account, next), account < next ? 1 : -1);
            long sum;
            try (PreparedStatement s = c.prepareStatement("select sum(units), pg_sleep(0.003) from account");
                    ResultSet all = s.executeQuery()) {
                all.next();
                sum = all.getLong(1);
            }
            c.commit();
            return sum;
        }
    }

    private static void add(Connection c, int account, int units) throws SQLException {
        try (PreparedStatement s = c.prepareStatement("update account set units = units + ? where id = ?")) {
            s.setInt(1, units);
            s.setInt(2, account);
            s.executeUpdate();
        }
    }
}
