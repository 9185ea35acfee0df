package capriccio.bench.run;

import static capriccio.bench.run.Experiment.CREATE;
import static capriccio.bench.run.Experiment.DEEP;
import static capriccio.bench.run.Experiment.HAND_OFF;
import static capriccio.bench.run.Experiment.IDLE_MEMORY;
import static capriccio.bench.run.Experiment.MONITORS;
import static capriccio.bench.run.Experiment.PRODUCER_CONSUMER;
import static capriccio.bench.run.Experiment.PROGRAMS;
import static capriccio.bench.run.Experiment.YIELD;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** The rows: ours on two JDKs, and the peers. */
final class Rows {
    private static final List<Integer> VERSIONS = List.of(17, 25);
    /** Of the scheduler; the rows that name none have the first. */
    static final List<String> POLICIES = List.of("fifo", "lifo", "cohort", "roundrobin", "graph");

    private static final String PEER = "-Dbench.peer=capriccio.bench.micro.";

    private static final String USER = "user threads, one carrier, JDK ";

    private Rows() {}

    static List<Row> all(Path project) {
        Path agent = project.resolve("iointercept/target/capriccio.jar");
        List<Row> rows = new ArrayList<>();
        for (int version : VERSIONS) {
            List<String> arguments = user(agent, "");
            rows.add(ours(agent, row("user-" + version, USER + version, version, arguments, Row.all())));
            rows.add(ours(agent, bare(version, arguments)));
        }
        rows.add(row(
                "continuation-25",
                "jdk.internal.vm.Continuation, JDK 25, no scheduler",
                25,
                List.of("--add-exports", "java.base/jdk.internal.vm=ALL-UNNAMED", PEER + "JdkContinuationYields"),
                EnumSet.of(YIELD, DEEP)));
        rows.add(row(
                "virtual-25",
                "virtual threads, JDK 25, one carrier",
                25,
                List.of(
                        "-Dbench.threads=virtual",
                        "-Djdk.virtualThreadScheduler.parallelism=1",
                        "-Djdk.virtualThreadScheduler.maxPoolSize=1"),
                EnumSet.of(YIELD, DEEP, HAND_OFF, CREATE, MONITORS, IDLE_MEMORY, PRODUCER_CONSUMER)));
        for (int version : VERSIONS) {
            rows.add(row(
                    "platform-" + version,
                    "platform threads, JDK " + version + "; what runs unwoven",
                    version,
                    List.of(),
                    EnumSet.of(PROGRAMS, HAND_OFF, CREATE, MONITORS)));
        }
        rows.addAll(libraries(project.resolve("bench/peers/target")));
        for (int version : VERSIONS) {
            for (String policy : POLICIES.subList(1, POLICIES.size())) {
                List<String> arguments = user(agent, ",policy=" + policy);
                rows.add(ours(agent, row(ofPolicy("user-" + version, policy), USER + version + ", policy=" + policy, version, arguments,
                        EnumSet.of(PRODUCER_CONSUMER))));
            }
        }
        return rows;
    }

    /** What {@code row}, of user threads, is called under that policy. */
    static String ofPolicy(String row, String policy) {
        return policy.equals(POLICIES.get(0)) ? row : row + "-" + policy;
    }

    private static List<String> user(Path agent, String options) {
        return List.of("-javaagent:" + agent + "=carriers=1" + options, "-Dbench.threads=user");
    }

    private static Row bare(int version, List<String> agent) {
        List<String> arguments = new ArrayList<>(agent);
        arguments.add(PEER + "ContinuationYields");
        String title = "our bare continuation, JDK " + version + ", no scheduler";
        return row("bare-" + version, title, version, arguments, EnumSet.of(YIELD));
    }

    private static Row ours(Path agent, Row row) {
        return Files.exists(agent) ? row : absent(row, agent + " is missing; build it with mvn -DskipTests package");
    }

    /** Other libraries, which {@code mvn -Ppeers} builds. */
    private static List<Row> libraries(Path built) {
        List<Path> classPath = new ArrayList<>(List.of(built.resolve("classes")));
        classPath.addAll(Jdk.below(built.resolve("lib")));
        List<Row> rows = new ArrayList<>();
        for (String name : List.of("Kilim", "Javaflow", "Offbynull", "Kotlin")) {
            String argument = "-Dbench.peer=capriccio.bench.peers.yields." + name + "Yields";
            Row row = row(name.toLowerCase(Locale.ROOT), name + ", JDK 17", 17, List.of(argument), EnumSet.of(YIELD));
            row = new Row(row.name(), row.title(), row.jdk(), row.jvmArguments(), classPath, row.experiments(), row.absence());
            rows.add(Files.exists(built.resolve("lib")) ? row : absent(row, "bench/peers is not built; mvn -Ppeers -DskipTests package builds it"));
        }
        Row quasar = row("quasar", "Quasar, JDK 17", 17, List.of(), EnumSet.of(YIELD, HAND_OFF));
        rows.add(absent(quasar, "Quasar 0.8.0, its last release, reads class files up to Java 12 only"));
        return rows;
    }

    private static Row row(String name, String title, int version, List<String> arguments, Set<Experiment> experiments) {
        Optional<Jdk> jdk = Jdk.find(version);
        String absence = jdk.isPresent() ? "" : "no JDK " + version + " is installed here";
        return new Row(name, title, jdk.orElse(null), arguments, List.of(), experiments, absence);
    }

    private static Row absent(Row row, String why) {
        return new Row(row.name(), row.title(), row.jdk(), row.jvmArguments(), row.classPath(), row.experiments(), why);
    }
}
