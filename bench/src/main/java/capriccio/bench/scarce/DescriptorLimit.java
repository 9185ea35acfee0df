package capriccio.bench.scarce;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * The most descriptors that a process may have open: both of its limits, since a JVM raises the soft one to the hard. Set
 * by the shell's {@code ulimit}, which POSIX has, in the shell that becomes the process.
 *
 * @param most 0: as many as this process
 */
record DescriptorLimit(int most) {
    static final DescriptorLimit NONE = new DescriptorLimit(0);

    /** The command that runs {@code command} under the limit, in a process of the same id. */
    List<String> on(List<String> command) {
        if (most == 0) {
            return command;
        }
        List<String> limited = new ArrayList<>(List.of("sh", "-c", "ulimit -n " + most + " && exec \"$@\"", "sh"));
        limited.addAll(command);
        return limited;
    }

    /**
     * Before anything is measured.
     *
     * @throws IOException if the limit cannot be set here; the message says why and what to do
     */
    void check() throws IOException, InterruptedException {
        if (most == 0) {
            return;
        }
        Process process = new ProcessBuilder(on(List.of("sh", "-c", "ulimit -n"))).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        if (process.waitFor() != 0 || !said.equals(Integer.toString(most))) {
            throw new IOException("the limit on descriptors cannot be set to " + most + " here (ulimit -n says: " + said
                    + "); name a lower one with --descriptors, or raise the hard limit of this shell");
        }
    }

    @Override
    public String toString() {
        return most == 0 ? "not limited by the bench" : most + " (ulimit -n)";
    }
}
