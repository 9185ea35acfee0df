package capriccio.iointercept.real;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Random;

/** H2, in memory: tables, transactions, joins, windows, recursive queries, errors; one database for each thread. */
public final class SqlSession {
    private static final int COPIES = 3;
    private static final List<String> QUERIES = List.of(
            "select count(*), sum(amount), min(sold), max(sold) from sale",
            "select c.name, sum(s.amount) total from customer c join sale s on s.customer = c.id group by c.name order by total desc, c.name limit 10",
            "select id, amount, rank() over (partition by customer order by amount desc) r from sale order by customer, r, id limit 40",
            "with recursive t(n, f) as (select 1, cast(1 as bigint) union all select n + 1, f * (n + 1) from t where n < 15) select * from t",
            "select c.id, (select count(*) from sale s where s.customer = c.id and s.amount > 500) big from customer c order by big desc, c.id limit 10",
            "select sold, listagg(id, ',') within group (order by id) from sale where id < 60 group by sold order by sold",
            "select name, regexp_replace(name, '([a-z])([0-9])', '$2$1') from customer where name like '%7%' order by 1",
            "select customer, avg(amount) from sale group by customer having avg(amount) > 480 order by 1",
            "select 1 / (id - id) from customer",
            "select nothing from nowhere");

    private SqlSession() {}

    /** Argument: how many rows. */
    public static void main(String[] args) throws Exception {
        int rows = Integer.parseInt(args[0]);
        System.out.print(Copies.of(COPIES, copy -> run(copy, rows)));
    }

    private static String run(int copy, int rows) throws SQLException {
        StringBuilder out = new StringBuilder();
        try (Connection c = DriverManager.getConnection("jdbc:h2:mem:copy" + copy, "sa", "")) {
            fill(c, rows);
            for (String query : QUERIES) {
                query(c, query, out);
            }
            transactions(c, out);
            query(c, QUERIES.get(1), out);
        }
        return out.toString();
    }

    private static void fill(Connection c, int rows) throws SQLException {
        Random random = new Random(7);
        try (Statement s = c.createStatement()) {
            s.execute("create table customer(id int primary key, name varchar(40))");
            s.execute("create table sale(id int primary key, customer int references customer(id), amount int, sold date)");
            s.execute("create index by_customer on sale(customer)");
        }
        try (PreparedStatement p = c.prepareStatement("insert into customer values(?, ?)")) {
            for (int i = 0; i < 100; i++) {
                p.setInt(1, i);
                p.setString(2, "customer" + random.nextInt(1000));
                p.addBatch();
            }
            p.executeBatch();
        }
        try (PreparedStatement p = c.prepareStatement("insert into sale values(?, ?, ?, dateadd('DAY', ?, date '2026-01-01'))")) {
            for (int i = 0; i < rows; i++) {
                p.setInt(1, i);
                p.setInt(2, random.nextInt(100));
                p.setInt(3, random.nextInt(1000));
                p.setInt(4, random.nextInt(300));
                p.executeUpdate();
            }
        }
    }

    private static void transactions(Connection c, StringBuilder out) throws SQLException {
        c.setAutoCommit(false);
        for (int i = 0; i < 20; i++) {
            try (Statement s = c.createStatement()) {
                out.append(s.executeUpdate("update sale set amount = amount + " + i + " where customer = " + i)).append(' ');
                out.append(s.executeUpdate("delete from sale where id = " + i * 3)).append('\n');
                s.executeUpdate("insert into sale values(1, 1, 1, null)");
            } catch (SQLException e) {
                out.append(e.getErrorCode()).append('\n');
            }
            if (i % 2 == 0) {
                c.commit();
            } else {
                c.rollback();
            }
        }
        c.setAutoCommit(true);
    }

    private static void query(Connection c, String sql, StringBuilder out) {
        out.append(sql).append('\n');
        try (Statement s = c.createStatement();
                ResultSet r = s.executeQuery(sql)) {
            int columns = r.getMetaData().getColumnCount();
            while (r.next()) {
                for (int i = 1; i <= columns; i++) {
                    out.append(r.getString(i)).append('|');
                }
                out.append('\n');
            }
        } catch (SQLException e) {
            out.append(e.getErrorCode()).append(' ').append(e.getMessage()).append('\n');
        }
    }
}
