package capriccio.bench.programs;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Random;

/** H2 in memory: inserts, updates, joins, aggregates, windows. */
final class SqlSession implements Program {
    private static final int ROWS = 2_000;
    private static final List<String> QUERIES = List.of(
            "select count(*), sum(amount), min(amount), max(amount) from sale",
            "select c.name, sum(s.amount) total from customer c join sale s on s.customer = c.id group by c.name order by total desc, c.name limit 10",
            "select id, amount, rank() over (partition by customer order by amount desc) r from sale order by customer, r, id limit 40",
            "with recursive t(n, f) as (select 1, cast(1 as bigint) union all select n + 1, f * (n + 1) from t where n < 15) select * from t",
            "select c.id, (select count(*) from sale s where s.customer = c.id and s.amount > 500) big from customer c order by big desc, c.id limit 10",
            "select name, regexp_replace(name, '([a-z])([0-9])', '$2$1') from customer where name like '%7%' order by 1");

    private final Connection connection;

    SqlSession() throws SQLException {
        connection = DriverManager.getConnection("jdbc:h2:mem:bench", "sa", "");
        Random random = new Random(7);
        try (Statement s = connection.createStatement()) {
            s.execute("create table customer(id int primary key, name varchar(40))");
            s.execute("create table sale(id int primary key, customer int references customer(id), amount int)");
            s.execute("create index by_customer on sale(customer)");
        }
        try (PreparedStatement p = connection.prepareStatement("insert into customer values(?, ?)")) {
            for (int i = 0; i < 100; i++) {
                p.setInt(1, i);
                p.setString(2, "customer" + random.nextInt(1000));
                p.executeUpdate();
            }
        }
        try (PreparedStatement p = connection.prepareStatement("insert into sale values(?, ?, ?)")) {
            for (int i = 0; i < ROWS; i++) {
                insert(p, i, random.nextInt(100), random.nextInt(1000));
            }
        }
    }

    private static void insert(PreparedStatement p, int id, int customer, int amount) throws SQLException {
        p.setInt(1, id);
        p.setInt(2, customer);
        p.setInt(3, amount);
        p.executeUpdate();
    }

    @Override
    public long run() throws SQLException {
        long sum = 0;
        try (PreparedStatement delete = connection.prepareStatement("delete from sale where id = ?");
                PreparedStatement insert = connection.prepareStatement("insert into sale values(?, ?, ?)");
                PreparedStatement update = connection.prepareStatement("update sale set amount = ? where id = ?")) {
            for (int i = 0; i < 100; i++) {
                delete.setInt(1, i);
                sum += delete.executeUpdate();
                insert(insert, i, i % 100, i * 31 % 1000);
                update.setInt(1, i * 17 % 1000);
                update.setInt(2, i + 100);
                sum += update.executeUpdate();
            }
        }
        for (String query : QUERIES) {
            try (Statement s = connection.createStatement();
                    ResultSet r = s.executeQuery(query)) {
                while (r.next()) {
                    sum += r.getString(1).hashCode();
                }
            }
        }
        return sum;
    }
}
