package capriccio.bench.report;

import java.util.List;
import java.util.Map;

/**
 * Everything that one comparison measured.
 *
 * @param rows names of the rows that ran, with their titles, in order
 * @param absent names of the rows that cannot run here, with the reason
 * @param connections the connection counts
 * @param rounds the number of rounds
 * @param slices every slice, failed ones included
 * @param environment facts on machine and JVM, in order
 */
public record Measurements(
        Map<String, String> rows,
        Map<String, String> absent,
        List<Integer> connections,
        int rounds,
        List<Slice> slices,
        Map<String, String> environment) {}
