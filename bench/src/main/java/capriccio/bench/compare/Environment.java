package capriccio.bench.compare;

import capriccio.bench.load.Stability;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;

/** What figures depend on besides the servers. */
final class Environment {
    private Environment() {}

    /** Facts by name, in the order in which a report lists them. */
    static Map<String, String> collect(Comparison.Plan plan) {
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("date", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
        facts.put("java version", Runtime.version().toString());
        facts.put("vm version", property("java.vm.name") + " " + property("java.vm.version"));
        facts.put("java", Path.of(property("java.home"), "bin", "java").toString());
        facts.put("server flags", String.join(" ", Jvm.SERVER_FLAGS));
        facts.put("load generator", "1 thread, closed loop, keep-alive, at most 128 connects pending");
        facts.put("pinning", Jvm.pins() ? "server on core 0, load generator on core 1" : "none: no taskset or one core");
        facts.put("slices", plan.rounds() + " rounds of " + plan.sliceMillis() / 1e3 + " s, warm-up at most "
                + plan.warmupMillis() / 1e3 + " s, ended by windows that neither vary by more than " + percent(Stability.SPREAD) + " nor rise by more than "
                + percent(Stability.RISE));
        facts.put("kernel", property("os.name") + " " + property("os.version") + " " + property("os.arch"));
        facts.put("processor", Runtime.getRuntime().availableProcessors() + " × " + match("/proc/cpuinfo", "model name"));
        facts.put("memory", match("/proc/meminfo", "MemTotal"));
        facts.put("load average before", first("/proc/loadavg"));
        facts.put("open files", match("/proc/self/limits", "Max open files"));
        facts.put("processes", match("/proc/self/limits", "Max processes"));
        facts.put("somaxconn", first("/proc/sys/net/core/somaxconn"));
        for (Row row : plan.rows()) {
            String arguments = String.join(" ", row.jvmArguments());
            facts.put("row " + row.name(), row.title() + (row.name().equals("netty") ? "" : ": java " + arguments));
        }
        return facts;
    }

    private static String percent(double share) {
        return Math.round(share * 100) + " %";
    }

    private static String property(String name) {
        return System.getProperty(name, "unknown");
    }

    private static String match(String file, String prefix) {
        return read(file).lines()
                .filter(line -> line.startsWith(prefix))
                .map(line -> line.substring(prefix.length()).replaceAll("^[\\s:]+", "").replaceAll("\\s+", " "))
                .findFirst()
                .orElse("unknown");
    }

    private static String first(String file) {
        return read(file).lines().findFirst().orElse("unknown");
    }

    private static String read(String file) {
        try {
            return new String(Files.readAllBytes(Path.of(file)), StandardCharsets.UTF_8);
        } catch (IOException e) {
            return "";
        }
    }
}
